package org.sealpost.enrollment;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sealpost.mail.Change;
import org.sealpost.pki.CertificateHosts;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.PublicTls;
import org.sealpost.pki.PublicTls.State;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.PublicCertificateFacts;
import org.sealpost.policy.PublicCertificateFacts.Held;
import org.sealpost.policy.PublicCertificatePolicy;
import org.sealpost.policy.PublicCertificateRule;
import org.sealpost.policy.PublicCertificateVerdict;

/**
 * Keeps a certificate of a public authority for the server, so that outsiders need no root of ours. What works is never given
 * up: the old one is shown until a new one is here, and the one of the own authority where there is none.
 */
public final class PublicCertificates {
    private static final String ACTOR = "public certificate";
    private static final String ACCOUNT_OWNER = "acme account";
    private static final String OWNER = "server tls public";
    private static final String KEY = "EC-P256";
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    /** However long an authority asks us to wait, a certificate that ends must not be forgotten. */
    private static final Duration LONGEST_WISH = Duration.ofDays(7);

    /** RFC 9773 section 4.3.3. */
    private static final Duration LISTEN_EVERY = Duration.ofHours(6);

    private static final int DOUBLINGS_LIMIT = 8;
    private static final int SENTENCE_LIMIT = 500;

    private final Optional<Settings> settings;
    private final PublicAuthority authority;
    private final PublicTls book;
    private final KeyArchive keys;
    private final TlsIdentity tls;
    private final AuditLog auditLog;
    private final Clock clock;
    private Instant listenedAt = Instant.EPOCH;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /**
     * Which authority is asked, and for what. Its terms were agreed to by whoever configured it.
     *
     * @param names host names, in lower case
     */
    public record Settings(String directory, Optional<String> contact, Set<String> names) {
        public Settings {
            names = Set.copyOf(names);
        }
    }

    /** What keeps it all. */
    public record Keeping(PublicTls book, KeyArchive keys, AuditLog auditLog) {}

    /** {@code settings}: empty if no public authority is wanted. */
    public PublicCertificates(
            Optional<Settings> settings, PublicAuthority authority, Keeping keeping, TlsIdentity tls, Clock clock) {
        this.settings = settings;
        this.authority = authority;
        this.book = keeping.book();
        this.keys = keeping.keys();
        this.auditLog = keeping.auditLog();
        this.tls = tls;
        this.clock = clock;
    }

    /** How things stand, for people. {@code certificate}: the one that is shown to outsiders. */
    public record Standing(
            Optional<Settings> settings,
            Optional<State> state,
            Optional<X509Certificate> certificate,
            Decision<PublicCertificateVerdict> decision) {}

    public Standing standing() {
        Optional<State> state = state();
        return new Standing(settings, state, state.flatMap(this::certificate), decide(state, false));
    }

    /** Shows the certificate that was obtained before, if there is one with a key. To be called before doors open. */
    public void open() {
        book.find()
                .filter(state -> settings.isPresent())
                .ifPresent(state -> certificate(state)
                        .flatMap(this::key)
                        .ifPresent(key -> tls.usePublic(key, PemChain.read(state.chain()))));
    }

    /** Looks whether a certificate is due, and asks for it; {@code atOnce} without waiting out a failure of before. */
    public synchronized Decision<PublicCertificateVerdict> run(boolean atOnce) {
        Optional<State> state = state();
        Decision<PublicCertificateVerdict> decision = decide(state, atOnce);
        if (settings.isEmpty()) {
            return decision;
        }
        try {
            switch (decision.verdict()) {
                case OBTAIN -> obtain(settings.get(), state, decision);
                case KEEP -> state.ifPresent(kept -> listen(settings.get(), kept));
                case WAIT -> {
                    // Its time will come.
                }
            }
        } catch (PublicAuthority.Failure e) {
            failed(settings.get(), e);
        }
        return decide(state(), false);
    }

    /** Of the authority that is configured; an account at another one is of no use. */
    private Optional<State> state() {
        return book.find()
                .filter(state -> settings.map(Settings::directory)
                        .filter(directory -> directory.equals(state.directory()))
                        .isPresent());
    }

    private Decision<PublicCertificateVerdict> decide(Optional<State> state, boolean atOnce) {
        Instant now = clock.instant();
        Optional<Held> held = state.flatMap(known -> certificate(known)
                .filter(certificate -> key(certificate).isPresent())
                .map(certificate -> new Held(
                        Set.copyOf(hosts(certificate)),
                        certificate.getNotAfter().toInstant(),
                        known.renewAt().orElse(now))));
        return PublicCertificatePolicy.decide(new PublicCertificateFacts(
                settings.map(Settings::names).orElse(Set.of()),
                held,
                atOnce ? Optional.empty() : state.flatMap(State::retryAt),
                now));
    }

    private static List<String> hosts(X509Certificate certificate) {
        return CertificateHosts.of(encoded(certificate)).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    private Optional<X509Certificate> certificate(State state) {
        return PemChain.read(state.chain()).stream().findFirst();
    }

    private Optional<PrivateKey> key(X509Certificate certificate) {
        return keys.find(KeyPairs.id(certificate.getPublicKey()));
    }

    private void obtain(Settings wanted, Optional<State> known, Decision<PublicCertificateVerdict> decision)
            throws PublicAuthority.Failure {
        State state = known.isPresent() && accountKey(known.get()).isPresent() ? known.get() : newAccount(wanted);
        KeyPair pair = KeyPairs.generate(KEY);
        List<X509Certificate> chain = authority.obtain(account(wanted, state), wanted.names(), pair);
        check(chain, pair, wanted.names());
        X509Certificate certificate = chain.getFirst();
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        known.flatMap(this::certificate).isPresent() ? AuditAction.RENEW : AuditAction.ISSUE,
                        ACTOR,
                        String.join(", ", wanted.names()),
                        "public certificate of " + wanted.directory() + ", good until "
                                + certificate.getNotAfter().toInstant(),
                        decision.because())),
                keys.putting(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate())
                        .and(book.putting(state.obtained(PemChain.write(chain), twoThirds(certificate)))));
        tls.usePublic(pair.getPrivate(), chain);
    }

    /** What another authority gave is shown until this one gives something. */
    private State newAccount(Settings wanted) {
        KeyPair pair = KeyPairs.generate(KEY);
        String chain = book.find().map(State::chain).orElse("");
        State state = new State(
                wanted.directory(),
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                chain,
                Optional.of(clock.instant()).filter(now -> !chain.isEmpty()),
                0,
                "",
                Optional.empty());
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        ACTOR,
                        wanted.directory(),
                        "account key made; the terms of the authority are agreed to by tls.acme_terms_agreed",
                        List.of(Finding.of(
                                PublicCertificateRule.PUBLIC_CERTIFICATE_MISSING, String.join(", ", wanted.names()))))),
                keys.putting(KeyPairs.id(pair.getPublic()), ACCOUNT_OWNER, pair.getPrivate())
                        .and(book.putting(state)));
        return state;
    }

    private Optional<KeyPair> accountKey(State state) {
        var key = KeyPairs.publicKey(Base64.getDecoder().decode(state.accountKey()));
        return keys.find(KeyPairs.id(key)).map(found -> new KeyPair(key, found));
    }

    private PublicAuthority.Account account(Settings wanted, State state) {
        return new PublicAuthority.Account(
                wanted.directory(), wanted.contact(), accountKey(state).orElseThrow());
    }

    /** What was asked for must have come: a certificate for another key or name would shut the doors. */
    private void check(List<X509Certificate> chain, KeyPair pair, Set<String> names) throws PublicAuthority.Failure {
        boolean good = !chain.isEmpty()
                && chain.getFirst().getPublicKey().equals(pair.getPublic())
                && Set.copyOf(hosts(chain.getFirst())).equals(names)
                && clock.instant().isBefore(chain.getFirst().getNotAfter().toInstant());
        if (!good) {
            throw new PublicAuthority.Failure(
                    "what it gave is not for the key and the names that were asked for", Optional.empty());
        }
    }

    /** After two thirds of its life, and some hours more by chance, so that not all servers come at once. */
    private Instant twoThirds(X509Certificate certificate) {
        Instant begin = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(begin, certificate.getNotAfter().toInstant());
        return begin.plus(life.multipliedBy(2).dividedBy(3)).plusSeconds(random.nextLong(life.toSeconds() / 20 + 1));
    }

    /** The authority may want its certificates back earlier, for all of them at once. */
    private void listen(Settings wanted, State state) {
        Optional<X509Certificate> certificate = certificate(state);
        if (certificate.isEmpty()
                || accountKey(state).isEmpty()
                || clock.instant().isBefore(listenedAt.plus(LISTEN_EVERY))) {
            return;
        }
        listenedAt = clock.instant();
        try {
            authority
                    .renewal(account(wanted, state), certificate.get())
                    .filter(window -> isSensible(window, certificate.get()))
                    .filter(window -> state.renewAt()
                            .filter(then -> !then.isBefore(window.begin()) && !then.isAfter(window.end()))
                            .isEmpty())
                    .ifPresent(window ->
                            book.putting(state.renewing(within(window))).makeNow());
        } catch (PublicAuthority.Failure e) {
            // Two thirds of the life of the certificate is a good time as well.
        }
    }

    /** RFC 9773 section 4.2: the end comes after the begin. One that ends after the certificate would let it end, too. */
    private static boolean isSensible(PublicAuthority.Window window, X509Certificate certificate) {
        return window.begin().isBefore(window.end())
                && window.end().isBefore(certificate.getNotAfter().toInstant());
    }

    private Instant within(PublicAuthority.Window window) {
        long seconds =
                Math.max(0, Duration.between(window.begin(), window.end()).toSeconds());
        return window.begin().plusSeconds(random.nextLong(seconds + 1));
    }

    private void failed(Settings wanted, PublicAuthority.Failure failure) {
        State state = state().orElseGet(() -> newAccount(wanted));
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(state.failures(), DOUBLINGS_LIMIT));
        Instant again = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        Instant latest = clock.instant().plus(LONGEST_WISH);
        Instant told = failure.retryAt()
                .filter(again::isBefore)
                .map(wish -> wish.isBefore(latest) ? wish : latest)
                .orElse(again);
        String sentence =
                failure.sentence().substring(0, Math.min(failure.sentence().length(), SENTENCE_LIMIT));
        Change change = book.putting(state.failed(sentence, told));
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.DECIDE,
                        ACTOR,
                        String.join(", ", wanted.names()),
                        "no public certificate; asked again at " + told,
                        List.of(Finding.of(
                                PublicCertificateRule.PUBLIC_AUTHORITY_FAILED, wanted.directory(), sentence)))),
                change);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
