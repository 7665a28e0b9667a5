package org.sealpost.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.ArchiveFacts;
import org.sealpost.policy.RecoveryAgents;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.store.database.Database;

/** Recovery agents and recoveries in the database. */
public final class RecoveryStore implements RecoveryBook, RecoveryAgents {
    private static final String PURPOSE = "recovery-ceremony";
    private static final String CEREMONY =
            "SELECT id, owner, requester, reason, ticket, state, requested_at, expires_at, der FROM recovery_ceremony";

    private final Database database;
    private final KeyVault vault;

    public RecoveryStore(Database database, KeyVault vault) {
        this.database = database;
        this.vault = vault;
    }

    @Override
    public Terms terms() {
        return database.read(sql -> sql.one(
                        "SELECT need, auditors FROM recovery_terms",
                        row -> new Terms(row.getInt(1), addresses(row.getString(2)))))
                .orElse(Terms.STANDARD);
    }

    private static List<MailAddress> addresses(String text) {
        return Arrays.stream(text.split(" "))
                .filter(address -> !address.isEmpty())
                .map(MailAddress::parse)
                .toList();
    }

    @Override
    public Change setting(Terms terms) {
        String auditors = terms.auditors().stream().map(MailAddress::toString).collect(Collectors.joining(" "));
        return () -> database.write(sql -> {
            sql.update("DELETE FROM recovery_terms");
            return sql.update(
                    "INSERT INTO recovery_terms (one, need, auditors) VALUES (1, ?, ?)", terms.need(), auditors);
        });
    }

    @Override
    public List<AgentsLock.Agent> agents() {
        return database.read(sql -> sql.list(
                "SELECT name, fingerprint, der FROM recovery_agent ORDER BY id",
                row -> new AgentsLock.Agent(row.getString(1), row.getString(2), Pem.certificate(row.getBytes(3)))));
    }

    /** The book knows the status of certificates of our own authority only; of others it is the dates that count. */
    @Override
    public ArchiveFacts facts(Instant now) {
        return new ArchiveFacts(
                database.read(sql -> sql.list(
                        "SELECT a.fingerprint, a.der, c.status FROM recovery_agent a LEFT JOIN certificate c"
                                + " ON c.fingerprint = a.fingerprint ORDER BY a.id",
                        RecoveryStore::agentFacts)),
                terms().need(),
                now);
    }

    private static ArchiveFacts.Agent agentFacts(ResultSet row) throws SQLException {
        X509Certificate certificate = Pem.certificate(row.getBytes(2));
        return new ArchiveFacts.Agent(
                row.getString(1),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                mustNotBeUsed(row.getString(3)));
    }

    private static boolean mustNotBeUsed(@Nullable String status) {
        return CertificateStatus.REVOKED.name().equals(status)
                || CertificateStatus.ON_HOLD.name().equals(status);
    }

    @Override
    public Change adding(AgentsLock.Agent agent, Instant now) {
        return () -> database.<Integer>write(sql -> sql.update(
                "INSERT INTO recovery_agent (fingerprint, name, der, added_at) VALUES (?, ?, ?, ?)",
                agent.fingerprint(),
                agent.name(),
                encoded(agent),
                now));
    }

    private static byte[] encoded(AgentsLock.Agent agent) {
        try {
            return agent.certificate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate cannot be written", e);
        }
    }

    @Override
    public Change removing(String fingerprint) {
        return () -> database.<Integer>write(
                sql -> sql.update("DELETE FROM recovery_agent WHERE fingerprint = ?", fingerprint));
    }

    @Override
    public Change opening(Ceremony ceremony, PrivateKey key) {
        byte[] encoded = key.getEncoded();
        byte[] sealed = vault.seal(PURPOSE, ceremony.id(), encoded);
        Arrays.fill(encoded, (byte) 0);
        return () -> database.<Integer>write(sql -> sql.update(
                "INSERT INTO recovery_ceremony (id, owner, requester, reason, ticket, state, requested_at, expires_at, der,"
                        + " sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ceremony.id(),
                ceremony.owner(),
                ceremony.requester(),
                ceremony.reason(),
                ceremony.ticket(),
                ceremony.state().name(),
                ceremony.requestedAt(),
                ceremony.expiresAt(),
                ceremony.certificate(),
                sealed));
    }

    @Override
    public List<Ceremony> ceremonies(int limit) {
        return database.read(
                sql -> sql.list(CEREMONY + " ORDER BY requested_at DESC, id LIMIT ?", RecoveryStore::ceremony, limit));
    }

    @Override
    public Optional<Ceremony> ceremony(String id) {
        return database.read(sql -> sql.one(CEREMONY + " WHERE id = ?", RecoveryStore::ceremony, id));
    }

    private static Ceremony ceremony(ResultSet row) throws SQLException {
        return new Ceremony(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                State.valueOf(row.getString(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                Instant.ofEpochMilli(row.getLong(8)),
                row.getBytes(9));
    }

    @Override
    public Optional<PrivateKey> key(String id) {
        return database.read(sql -> sql.one(
                        "SELECT sealed FROM recovery_ceremony WHERE id = ? AND sealed IS NOT NULL",
                        row -> row.getBytes(1),
                        id))
                .map(closed -> key(vault.open(PURPOSE, id, closed)));
    }

    private static PrivateKey key(byte[] encoded) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of a recovery cannot be read", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    public Change approving(String id, List<Approval> approvals, Instant now) {
        return () -> database.write(sql -> {
            sql.batch(
                    "INSERT INTO recovery_approval (ceremony, fingerprint, key_id, closed, approved_at)"
                            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    approvals.stream()
                            .map(one -> new @Nullable Object[] {id, one.fingerprint(), one.keyId(), one.closed(), now})
                            .toList());
            return approvals.size();
        });
    }

    @Override
    public List<Approval> approvals(String id) {
        return database.read(sql -> sql.list(
                "SELECT fingerprint, key_id, closed FROM recovery_approval WHERE ceremony = ?"
                        + " ORDER BY key_id, fingerprint",
                row -> new Approval(row.getString(1), row.getString(2), row.getBytes(3)),
                id));
    }

    @Override
    public Change ending(String id, State state) {
        return () -> database.write(sql -> {
            sql.update("DELETE FROM recovery_approval WHERE ceremony = ?", id);
            return sql.update(
                    "UPDATE recovery_ceremony SET state = ?, sealed = NULL WHERE id = ? AND state = 'OPEN'",
                    state.name(),
                    id);
        });
    }
}
