package org.sealpost.store;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityKeys;
import org.sealpost.pki.BroughtCertificates;
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
    /** Who gets and sends mail all day has a key that stays open; a minute after the last use it is forgotten. */
    private static final Duration OPEN_FOR = Duration.ofMinutes(1);

    private final Database database;
    private final KeyLids lids;
    private final IssuedCertificates book;
    private final Clock clock;
    private final BroughtCertificates brought;
    private final TokenKeyBook tokenKeys;
    private final Optional<Token> token;
    private final Map<String, Open> open = lru();
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
        this.brought = new BroughtStore(database, clock, IssuanceJournal.NONE);
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
        Instant now = clock.instant();
        synchronized (open) {
            Open known = open.get(keyId);
            if (known != null) {
                open.put(keyId, new Open(known.key, now));
                return Optional.of(known.key);
            }
        }
        Optional<PrivateKey> found = lids.find(keyId);
        found.ifPresent(key -> {
            synchronized (open) {
                open.put(keyId, new Open(key, now));
            }
        });
        return found;
    }

    /** A key in memory. */
    private record Open(PrivateKey key, Instant lastUsed) {}

    /** No longer keeps keys open that nobody used for a minute. */
    public void forgetUnused() {
        Instant before = clock.instant().minus(OPEN_FOR);
        synchronized (open) {
            open.values().removeIf(one -> one.lastUsed.isBefore(before));
        }
    }

    /** How many keys are open in memory now. */
    public int openKeys() {
        synchronized (open) {
            return open.size();
        }
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
    public boolean holds(String keyId) {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM private_key WHERE key_id = ?", keyId)) > 0;
    }

    @Override
    public boolean holdsKeysOf(String owner) {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM private_key WHERE owner = ?", owner)) > 0;
    }

    @Override
    public List<DecryptionKey> decryptionKeys(MailAddress account) {
        Set<String> opened = opened(account);
        return owned(account).stream()
                .filter(held -> held.facts().uses().contains(CertificateUse.ENCRYPT))
                .filter(held -> opened.contains(held.keyId()))
                .map(held ->
                        new DecryptionKey(held.facts().fingerprint(), certificate(held), () -> require(held.keyId())))
                .toList();
    }

    /** The keys of an account that the service itself opens. */
    private Set<String> opened(MailAddress account) {
        return database.known(
                List.of("opened", account.key()),
                sql -> Set.copyOf(sql.list(
                        "SELECT k.key_id FROM private_key k JOIN key_lid l ON l.key_id = k.key_id AND l.lid = 'service'"
                                + " WHERE k.owner = ?",
                        row -> row.getString(1),
                        account.key())));
    }

    @Override
    public List<CertificateFacts> signing(MailAddress account) {
        Set<String> opened = opened(account);
        Stream<CertificateFacts> issued = book.holdings(account.key()).stream()
                .filter(holding -> opened.contains(holding.keyId()))
                .map(IssuedCertificates.Holding::facts);
        Stream<CertificateFacts> own = brought.broughtBy(account.key()).stream()
                .filter(one -> opened.contains(one.keyId()))
                .map(one -> one.certificate().facts());
        return Stream.concat(issued, own).toList();
    }

    @Override
    public Optional<SigningKey> signer(MailAddress account, String fingerprint, Instant now) {
        List<Owned> held = owned(account);
        return newest(
                        held,
                        CertificateUse.SIGN,
                        now,
                        facts -> facts.fingerprint().equals(fingerprint))
                .flatMap(signing -> find(signing.keyId())
                        .map(key -> new SigningKey(
                                key,
                                certificate(signing),
                                parsed(signing.chain().get()),
                                certificate(newest(held, CertificateUse.ENCRYPT, now, facts -> true)
                                        .orElse(signing)),
                                true)));
    }

    /** A certificate with a key, whoever issued it; {@code chain}: what goes along with a signature, DER. */
    private record Owned(Certificate certificate, String keyId, Supplier<List<byte[]>> chain) {
        CertificateFacts facts() {
            return certificate.facts();
        }
    }

    /** Newest first, those that the house issued before others of the same time. */
    private List<Owned> owned(MailAddress account) {
        // The root is left out: who does not have it must not take it from a mail.
        Stream<Owned> issued = book.held(account.key()).stream()
                .map(one -> new Owned(
                        one.certificate(),
                        one.keyId(),
                        () -> IssuedCertificates.helpers(book.authorities(), one.issuer())));
        Stream<Owned> own = brought.broughtBy(account.key()).stream()
                .map(one -> new Owned(one.certificate(), one.keyId(), one::chain));
        return Stream.concat(issued, own)
                .sorted(Comparator.comparing((Owned one) -> one.facts().notBefore())
                        .reversed())
                .toList();
    }

    private static Optional<Owned> newest(
            List<Owned> held, CertificateUse use, Instant now, Predicate<CertificateFacts> condition) {
        return held.stream()
                .filter(one -> one.facts().isUsableFor(use, now))
                .filter(one -> condition.test(one.facts()))
                .findFirst();
    }

    private List<X509Certificate> parsed(List<byte[]> chain) {
        return chain.stream().map(der -> parse(Fingerprint.of(der), der)).toList();
    }

    private X509Certificate certificate(Owned held) {
        return parse(held.facts().fingerprint(), held.certificate().der());
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
