package org.sealpost.store;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityKeys;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.TokenKeyBook;
import org.sealpost.pki.pkcs11.Token;
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
    private static final int OPEN_LIMIT = 2_048;

    private final Database database;
    private final KeyLids lids;
    private final IssuedCertificates book;
    private final Clock clock;
    private final TokenKeyBook tokenKeys;
    private final Optional<Token> token;
    private final Map<String, PrivateKey> open = lru();
    private final Map<String, X509Certificate> certificates = lru();

    public KeyStore(Database database, KeyVault vault, IssuedCertificates book, Clock clock) {
        this(database, new KeyLids(database, vault, IssuanceJournal.NONE), book, clock);
    }

    public KeyStore(Database database, KeyLids lids, IssuedCertificates book, Clock clock) {
        this(database, lids, book, clock, TokenKeyBook.NONE, Optional.empty());
    }

    /**
     * With keys of authorities in a token, too.
     *
     * @param token the one that is configured
     */
    public KeyStore(
            Database database,
            KeyLids lids,
            IssuedCertificates book,
            Clock clock,
            TokenKeyBook tokenKeys,
            Optional<Token> token) {
        this.tokenKeys = tokenKeys;
        this.token = token;
        this.database = database;
        this.lids = lids;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public AuthorityKeys authorityKeys() {
        return new AuthorityKeys(this, tokenKeys, token);
    }

    @Override
    public Change putting(String keyId, String owner, PrivateKey key) {
        return lids.putting(keyId, owner, key, KeyLids.Closing.TO_NOBODY, clock.instant());
    }

    @Override
    public Change putting(String keyId, String owner, PrivateKey key, int need, List<String> agents) {
        return lids.putting(keyId, owner, key, new KeyLids.Closing(need, agents), clock.instant());
    }

    @Override
    public Change removing(String keyId) {
        return Told.of(lids.removing(keyId), () -> forget(keyId));
    }

    @Override
    public Optional<PrivateKey> find(String keyId) {
        synchronized (open) {
            PrivateKey known = open.get(keyId);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<PrivateKey> found = lids.find(keyId);
        found.ifPresent(key -> {
            synchronized (open) {
                open.put(keyId, key);
            }
        });
        return found;
    }

    /** No longer keeps a key open in memory; to be called once the service's lid is off. */
    public void forget(String keyId) {
        synchronized (open) {
            open.remove(keyId);
        }
    }

    @Override
    public Set<String> owners(String start) {
        return Set.copyOf(database.read(sql -> sql.list(
                "SELECT DISTINCT owner FROM private_key WHERE substr(owner, 1, ?) = ?",
                row -> row.getString(1),
                start.length(),
                start)));
    }

    @Override
    public boolean holdsKeysOf(String owner) {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM private_key WHERE owner = ?", owner)) > 0;
    }

    @Override
    public List<DecryptionKey> decryptionKeys(MailAddress account) {
        Set<String> opened = opened(account);
        return book.held(account.key()).stream()
                .filter(held -> held.certificate().facts().uses().contains(CertificateUse.ENCRYPT))
                .filter(held -> opened.contains(held.keyId()))
                .map(held -> new DecryptionKey(
                        held.certificate().facts().fingerprint(), certificate(held), () -> require(held.keyId())))
                .toList();
    }

    /** The keys of an account that the service itself opens. */
    private Set<String> opened(MailAddress account) {
        return Set.copyOf(database.read(sql -> sql.list(
                "SELECT k.key_id FROM private_key k JOIN key_lid l ON l.key_id = k.key_id AND l.lid = 'service'"
                        + " WHERE k.owner = ?",
                row -> row.getString(1),
                account.key())));
    }

    @Override
    public Set<String> signers(MailAddress account, Instant now) {
        Set<String> opened = opened(account);
        return book.held(account.key()).stream()
                .filter(held -> held.certificate().facts().isUsableFor(CertificateUse.SIGN, now))
                .filter(held -> opened.contains(held.keyId()))
                .map(held -> held.certificate().facts().fingerprint())
                .collect(Collectors.toUnmodifiableSet());
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
                                chain(signing.issuer()),
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

    /** From the authority that issued it up to the root, which is left out: who does not have it must not take it from a mail. */
    private List<X509Certificate> chain(String issuer) {
        return IssuedCertificates.helpers(book.authorities(), issuer).stream()
                .map(der -> parse(Fingerprint.of(der), der))
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

    private static <V> Map<String, V> lru() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > OPEN_LIMIT;
            }
        };
    }
}
