package org.sealpost.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.VaultFailure;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/**
 * How private keys are closed: each under a data key of its own, and that under one lid or several. The service's lid lies under
 * the root key; a person's under a passphrase; the agents' is in shares.
 */
public final class KeyLids implements ArchivedKeys {
    private static final String KEYS = "private-keys";
    private static final String LIDS = "key-lids";
    private static final int VERSION = 2;
    private static final int SALT_BYTES = 16;

    private final Database database;
    private final KeyVault vault;
    private final IssuanceJournal journal;
    private final RecoveryStore recoveries;
    private final SecureRandom random = new SecureRandom();

    public KeyLids(Database database, KeyVault vault, IssuanceJournal journal) {
        this.database = database;
        this.vault = vault;
        this.journal = journal;
        this.recoveries = new RecoveryStore(database, vault);
    }

    /**
     * To which recovery agents a new key is closed.
     *
     * @param agents fingerprints of their certificates
     */
    record Closing(int need, List<String> agents) {
        static final Closing TO_NOBODY = new Closing(1, List.of());

        Closing {
            agents = List.copyOf(agents);
        }
    }

    /** A new key with the service's lid on it, and in shares to these agents. */
    Change putting(String keyId, String owner, PrivateKey key, Closing closing, Instant now) {
        byte[] encoded = key.getEncoded();
        byte[] dataKey = KeyVault.newKey();
        byte[] sealed = new KeyVault(dataKey).seal(KEYS, label(keyId), encoded);
        Change lids = closingForService(keyId, dataKey).and(sharing(keyId, dataKey, closing));
        Arrays.fill(encoded, (byte) 0);
        Arrays.fill(dataKey, (byte) 0);
        return journalled(keyId, () -> {
            database.<Integer>write(sql -> sql.update(
                    "INSERT INTO private_key (key_id, owner, algorithm, vault_version, sealed, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    keyId,
                    owner,
                    key.getAlgorithm(),
                    VERSION,
                    sealed,
                    now));
            lids.make();
        });
    }

    private Change sharing(String keyId, byte[] dataKey, Closing closing) {
        if (closing.agents.isEmpty()) {
            return Change.none();
        }
        Map<String, AgentsLock.Agent> known =
                recoveries.agents().stream().collect(Collectors.toMap(AgentsLock.Agent::fingerprint, agent -> agent));
        List<AgentsLock.Agent> agents = closing.agents.stream()
                .map(fingerprint -> Optional.ofNullable(known.get(fingerprint))
                        .orElseThrow(() -> new AuthorityFailure(
                                "the certificate " + fingerprint + " is no longer that of a recovery agent")))
                .toList();
        return sharing(keyId, AgentsLock.close(dataKey, closing.need, agents));
    }

    /** No lid, no share and no sealed key is left here. */
    Change removing(String keyId) {
        return () -> database.<Integer>write(sql -> sql.update("DELETE FROM key_member WHERE key_id = ?", keyId)
                + sql.update("DELETE FROM key_share WHERE key_id = ?", keyId)
                + sql.update("DELETE FROM key_lid WHERE key_id = ?", keyId)
                + sql.update("DELETE FROM private_key WHERE key_id = ?", keyId));
    }

    /** The key by the service's own lid; empty if the key or that lid is not here. */
    Optional<PrivateKey> find(String keyId) {
        return sealed(keyId)
                .flatMap(closed -> dataKey(keyId).map(dataKey -> {
                    try {
                        return open(keyId, closed, dataKey);
                    } finally {
                        Arrays.fill(dataKey, (byte) 0);
                    }
                }));
    }

    @Override
    public Optional<byte[]> dataKey(String keyId) {
        return lid(keyId, "service").map(lid -> vault.open(LIDS, lidLabel(keyId, "service"), lid.sealed));
    }

    @Override
    public byte[] dataKey(String keyId, char[] passphrase) {
        Lid lid = lid(keyId, "user").orElseThrow(() -> new VaultFailure("no passphrase opens the key " + keyId, null));
        try {
            return userVault(passphrase, lid.salt).open(LIDS, lidLabel(keyId, "user"), lid.sealed);
        } catch (VaultFailure e) {
            throw new VaultFailure("the passphrase does not open the key " + keyId, e);
        }
    }

    @Override
    public PrivateKey open(String keyId, byte[] dataKey) {
        Sealed closed = sealed(keyId).orElseThrow(() -> new VaultFailure("there is no key " + keyId, null));
        return open(keyId, closed, dataKey);
    }

    private Optional<Sealed> sealed(String keyId) {
        return database.read(sql -> sql.one(
                "SELECT algorithm, sealed FROM private_key WHERE key_id = ?",
                row -> new Sealed(row.getString(1), row.getBytes(2)),
                keyId));
    }

    private static PrivateKey open(String keyId, Sealed closed, byte[] dataKey) {
        byte[] encoded = new KeyVault(dataKey).open(KEYS, label(keyId), closed.bytes);
        try {
            if (closed.algorithm.equals(OpenPgpSecret.ALGORITHM)) {
                return new OpenPgpSecret(encoded);
            }
            return KeyFactory.getInstance(closed.algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the private key " + keyId + " cannot be read", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private record Sealed(String algorithm, byte[] bytes) {}

    private record Lid(byte[] sealed, byte[] salt) {}

    private Optional<Lid> lid(String keyId, String lid) {
        return database.read(sql -> sql.one(
                "SELECT sealed, salt FROM key_lid WHERE key_id = ? AND lid = ?",
                row -> new Lid(row.getBytes(1), row.getBytes(2) == null ? new byte[0] : row.getBytes(2)),
                keyId,
                lid));
    }

    @Override
    public List<ArchivedKey> of(String owner) {
        return database.read(sql -> keys(sql, "k.owner = ? ORDER BY k.created_at, k.key_id", owner));
    }

    @Override
    public List<ArchivedKey> after(String keyId, int limit, Set<String> templates) {
        String marks = String.join(", ", Collections.nCopies(Math.max(1, templates.size()), "?"));
        List<Object> arguments = new ArrayList<>(List.of(keyId));
        arguments.addAll(templates.isEmpty() ? Set.of("") : templates);
        arguments.add(templates.isEmpty() ? 0 : 1);
        arguments.add(limit);
        arguments.add(arguments.size() - 1, templates.isEmpty() ? 0 : 1);
        // Keys that people brought have no template, and neither have those of OpenPGP; they are archived wherever
        // anything is.
        return database.read(sql -> keys(
                sql,
                "k.key_id > ? AND (EXISTS (SELECT 1 FROM certificate c WHERE c.key_id = k.key_id"
                        + " AND c.uses LIKE '%ENCRYPT%' AND ((c.serial IS NOT NULL AND c.template IN (" + marks
                        + ")) OR (c.serial IS NULL AND ? = 1)))"
                        + " OR (? = 1 AND EXISTS (SELECT 1 FROM openpgp_key o WHERE o.key_id = k.key_id)))"
                        + " ORDER BY k.key_id LIMIT ?",
                arguments.toArray()));
    }

    private static List<ArchivedKey> keys(Sql sql, String condition, Object... arguments) throws SQLException {
        List<ArchivedKey> found = new ArrayList<>();
        for (ArchivedKey key : sql.list(
                "SELECT k.key_id, k.owner, (SELECT COUNT(*) FROM key_lid l WHERE l.key_id = k.key_id AND l.lid = 'service'),"
                        + " (SELECT COUNT(*) FROM key_lid l WHERE l.key_id = k.key_id AND l.lid = 'user')"
                        + " FROM private_key k WHERE " + condition,
                row -> new ArchivedKey(
                        row.getString(1), row.getString(2), row.getInt(3) > 0, row.getInt(4) > 0, Optional.empty()),
                arguments)) {
            found.add(new ArchivedKey(key.keyId(), key.owner(), key.service(), key.user(), agents(sql, key.keyId())));
        }
        return found;
    }

    private static Optional<AgentsLock> agents(Sql sql, String keyId) throws SQLException {
        int need = (int) sql.count("SELECT MAX(need) FROM key_share WHERE key_id = ?", keyId);
        List<AgentsLock.Share> shares = sql.list(
                "SELECT agent, fingerprint, commitment, closed FROM key_share WHERE key_id = ? ORDER BY place",
                row -> new AgentsLock.Share(row.getString(1), row.getString(2), row.getBytes(3), row.getBytes(4)),
                keyId);
        return shares.isEmpty() ? Optional.empty() : Optional.of(new AgentsLock(need, shares));
    }

    @Override
    public Change sharing(String keyId, AgentsLock agents) {
        return journalled(
                keyId,
                () -> database.write(sql -> {
                    sql.update("DELETE FROM key_share WHERE key_id = ?", keyId);
                    List<@Nullable Object[]> rows = new ArrayList<>();
                    for (AgentsLock.Share share : agents.shares()) {
                        rows.add(new @Nullable Object[] {
                            keyId,
                            rows.size() + 1,
                            agents.need(),
                            share.agent(),
                            share.fingerprint(),
                            share.commitment(),
                            share.closed()
                        });
                    }
                    sql.batch(
                            "INSERT INTO key_share (key_id, place, need, agent, fingerprint, commitment, closed)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                            rows);
                    return rows.size();
                }));
    }

    @Override
    public Change closingForUser(String keyId, byte[] dataKey, char[] passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return closing(keyId, "user", userVault(passphrase, salt).seal(LIDS, lidLabel(keyId, "user"), dataKey), salt);
    }

    @Override
    public Change closingForService(String keyId, byte[] dataKey) {
        return closing(keyId, "service", vault.seal(LIDS, lidLabel(keyId, "service"), dataKey), null);
    }

    private Change closing(String keyId, String lid, byte[] sealed, byte @Nullable [] salt) {
        return journalled(
                keyId,
                () -> database.write(sql -> {
                    sql.update("DELETE FROM key_lid WHERE key_id = ? AND lid = ?", keyId, lid);
                    return sql.update(
                            "INSERT INTO key_lid (key_id, lid, sealed, salt) VALUES (?, ?, ?, ?)",
                            keyId,
                            lid,
                            sealed,
                            salt);
                }));
    }

    @Override
    public Change releasing(String keyId) {
        return journalled(
                keyId,
                () -> database.<Integer>write(
                        sql -> sql.update("DELETE FROM key_lid WHERE key_id = ? AND lid = 'service'", keyId)));
    }

    private Change journalled(String keyId, Change making) {
        return Told.of(making, () -> journal.key(keyId));
    }

    private static KeyVault userVault(char[] passphrase, byte[] salt) {
        return new KeyVault(Argon2id.derive(passphrase, salt, Argon2id.PASSPHRASE, KeyVault.KEY_BYTES));
    }

    /** What a seal is bound to: another row's bytes under this key id do not open. */
    private static String label(String keyId) {
        return keyId + " private-key " + VERSION;
    }

    private static String lidLabel(String keyId, String lid) {
        return keyId + " data-key " + lid + " " + VERSION;
    }
}
