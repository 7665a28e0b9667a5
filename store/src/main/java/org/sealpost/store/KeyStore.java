package org.sealpost.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.SigningKey;
import org.sealpost.store.database.Database;

/**
 * Private keys, each sealed on disk under the vault. Keys in use stay open in memory, a limited number of them, since opening
 * one for each message would cost more than the message.
 */
public final class KeyStore implements KeyArchive, KeyAccess {
    private static final String PURPOSE = "private-keys";
    private static final int VAULT_VERSION = 1;
    private static final int OPEN_LIMIT = 2_048;

    private final Database database;
    private final KeyVault vault;
    private final IssuedCertificates book;
    private final Clock clock;
    private final IssuanceJournal journal;
    private final Map<String, PrivateKey> open = lru();
    private final Map<String, X509Certificate> certificates = lru();

    public KeyStore(Database database, KeyVault vault, IssuedCertificates book, Clock clock) {
        this(database, vault, book, clock, IssuanceJournal.NONE);
    }

    /** With a copy of every key that is archived, closed as it is here. */
    public KeyStore(Database database, KeyVault vault, IssuedCertificates book, Clock clock, IssuanceJournal journal) {
        this.journal = journal;
        this.database = database;
        this.vault = vault;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public void put(String keyId, String owner, PrivateKey key) {
        byte[] encoded = key.getEncoded();
        byte[] sealed = vault.seal(PURPOSE, label(keyId), encoded);
        Arrays.fill(encoded, (byte) 0);
        database.write(sql -> sql.update(
                "INSERT INTO private_key (key_id, owner, algorithm, vault_version, sealed, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                keyId,
                owner,
                key.getAlgorithm(),
                VAULT_VERSION,
                sealed,
                clock.instant()));
        journal.key(keyId);
    }

    @Override
    public Optional<PrivateKey> find(String keyId) {
        synchronized (open) {
            PrivateKey known = open.get(keyId);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<PrivateKey> found = database.read(sql -> sql.one(
                        "SELECT algorithm, sealed FROM private_key WHERE key_id = ?",
                        row -> new Sealed(row.getString(1), row.getBytes(2)),
                        keyId))
                .map(closed -> unseal(keyId, closed));
        found.ifPresent(key -> {
            synchronized (open) {
                open.put(keyId, key);
            }
        });
        return found;
    }

    @Override
    public boolean holdsKeysOf(String owner) {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM private_key WHERE owner = ?", owner)) > 0;
    }

    @Override
    public List<DecryptionKey> decryptionKeys(MailAddress account) {
        return book.held(account.key()).stream()
                .filter(held -> held.certificate().facts().uses().contains(CertificateUse.ENCRYPT))
                .map(held -> new DecryptionKey(
                        held.certificate().facts().fingerprint(), certificate(held), () -> require(held.keyId())))
                .toList();
    }

    @Override
    public Optional<SigningKey> signer(MailAddress account, String fingerprint, Instant now) {
        List<IssuedCertificates.Issued> held = book.held(account.key());
        return newest(
                        held,
                        CertificateUse.SIGN,
                        now,
                        facts -> facts.fingerprint().equals(fingerprint))
                .flatMap(signing -> find(signing.keyId())
                        .map(key -> new SigningKey(
                                key,
                                certificate(signing),
                                chain(),
                                certificate(newest(held, CertificateUse.ENCRYPT, now, facts -> true)
                                        .orElse(signing)),
                                true)));
    }

    private static Optional<IssuedCertificates.Issued> newest(
            List<IssuedCertificates.Issued> held,
            CertificateUse use,
            Instant now,
            Predicate<CertificateFacts> condition) {
        return held.stream()
                .filter(one -> one.certificate().facts().isUsableFor(use, now))
                .filter(one -> condition.test(one.certificate().facts()))
                .findFirst();
    }

    /** The issuing authority; the root is left out, since who does not have it must not take it from a mail. */
    private List<X509Certificate> chain() {
        return book.authorities().stream()
                .filter(authority -> authority.name().equals("issuing"))
                .map(authority -> parse(authority.name() + authority.keyId(), authority.certificate()))
                .toList();
    }

    private X509Certificate certificate(IssuedCertificates.Issued held) {
        CertificateFacts facts = held.certificate().facts();
        return parse(facts.fingerprint(), held.certificate().der());
    }

    private X509Certificate parse(String name, byte[] der) {
        synchronized (certificates) {
            return certificates.computeIfAbsent(name, key -> Pem.certificate(der));
        }
    }

    private PrivateKey require(String keyId) {
        return find(keyId)
                .orElseThrow(() -> new IllegalStateException(
                        "the private key " + keyId + " is missing; restore the database from the backup"));
    }

    private record Sealed(String algorithm, byte[] bytes) {}

    private PrivateKey unseal(String keyId, Sealed closed) {
        byte[] encoded = vault.open(PURPOSE, label(keyId), closed.bytes());
        try {
            return KeyFactory.getInstance(closed.algorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the private key " + keyId + " cannot be read", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** What the seal is bound to: another row's bytes under this key id do not open. */
    private static String label(String keyId) {
        return keyId + " private-key " + VAULT_VERSION;
    }

    private static <V> Map<String, V> lru() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > OPEN_LIMIT;
            }
        };
    }
}
