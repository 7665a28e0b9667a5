package org.sealpost.pki.revocation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator.CheckedPath;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.CrlBook.ListedCrl;

/**
 * Finds out whether something in a path was revoked, asking in this order until somebody knows: our own book, answers that were
 * kept, what came with the question, OCSP, CRL with its changes, and a CRL that a person brought. The network is waited for two
 * seconds at most in one question.
 */
public final class RevocationService {
    static final Duration NETWORK_PATIENCE = Duration.ofSeconds(2);

    private static final int ANSWERS_KEPT = 10_000;
    private static final Duration ANSWER_LIMIT = Duration.ofHours(12);
    /** What was said so short a time ago is what would be said now. */
    private static final Duration ANSWER_FRESH = Duration.ofMinutes(1);

    private static final Duration LIST_FRESH = Duration.ofMinutes(10);
    private static final int PLACES_KEPT = 1_000;
    private static final int REFRESH_LIMIT = 500;

    private final CrlShelf shelf;
    private final Fetcher fetcher;
    private final OwnBook own;
    private final Clock clock;
    private final Map<String, KeptAnswer> answers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KeptAnswer> eldest) {
            return size() > ANSWERS_KEPT;
        }
    };

    /** When a list came last from where it lies. */
    private final Map<String, Instant> fetched = new LinkedHashMap<>(64, 0.75f, false) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > PLACES_KEPT;
        }
    };

    public RevocationService(CrlShelf shelf, Fetcher fetcher, OwnBook own, Clock clock) {
        this.shelf = shelf;
        this.fetcher = fetcher;
        this.own = own;
        this.clock = clock;
    }

    /** What our own authorities know about certificates that they signed. */
    @FunctionalInterface
    public interface OwnBook {
        /** Empty if the issuer is none of ours. */
        Optional<RevocationFinding> standing(PathCertificate certificate, PathCertificate issuer, Instant at);

        static OwnBook none() {
            return (certificate, issuer, at) -> Optional.empty();
        }
    }

    /**
     * CRLs and OCSP answers that came with the question.
     *
     * @param anew whether who can be asked is asked again, though what was said before still counts
     */
    public record Evidence(List<CrlIndex> crls, List<byte[]> ocspAnswers, boolean anew) {
        private static final int LIMIT = 64;

        public Evidence(List<CrlIndex> crls, List<byte[]> ocspAnswers) {
            this(crls, ocspAnswers, false);
        }

        public Evidence {
            crls = List.copyOf(crls);
            ocspAnswers = List.copyOf(ocspAnswers);
        }

        public static Evidence none() {
            return new Evidence(List.of(), List.of());
        }

        /** Nothing came, and what was said before counts only if nobody can be asked now. */
        public static Evidence asksAnew() {
            return new Evidence(List.of(), List.of(), true);
        }

        /** What of it can be read. */
        public static Evidence of(List<byte[]> crls, List<byte[]> ocspAnswers) {
            return new Evidence(
                    crls.stream()
                            .limit(LIMIT)
                            .flatMap(der -> CrlShelf.read(der).stream())
                            .toList(),
                    ocspAnswers.stream().limit(LIMIT).toList());
        }
    }

    private record KeptAnswer(byte[] der, Instant since) {}

    /**
     * What is known about each member of a path below its anchor; empty if nobody is asked for this anchor.
     *
     * @param online whether somebody outside may be asked
     */
    public List<RevocationStatus> check(
            CheckedPath path, ValidationRequest request, Evidence evidence, boolean online) {
        if (path.grant().revocation() == RevocationMode.OFF) {
            return List.of();
        }
        RevocationQuestion question = new RevocationQuestion(this, path, request, evidence, online);
        List<RevocationStatus> statuses = new ArrayList<>();
        for (int i = path.certificates().size() - 2; i >= 0; i--) {
            RevocationStatus status =
                    question.ask(path.certificates().get(i), path.certificates().get(i + 1));
            statuses.addFirst(status);
            if (status.finding() instanceof RevocationFinding.Revoked) {
                return statuses;
            }
        }
        return statuses;
    }

    Optional<byte[]> keptAnswer(PathCertificate certificate, PathCertificate issuer) {
        return keptAnswer(certificate, issuer, ANSWER_LIMIT);
    }

    Optional<byte[]> freshAnswer(PathCertificate certificate, PathCertificate issuer) {
        return keptAnswer(certificate, issuer, ANSWER_FRESH);
    }

    private Optional<byte[]> keptAnswer(PathCertificate certificate, PathCertificate issuer, Duration limit) {
        synchronized (answers) {
            KeptAnswer kept = answers.get(certificate.fingerprint() + issuer.fingerprint());
            return kept == null || kept.since().plus(limit).isBefore(clock.instant())
                    ? Optional.empty()
                    : Optional.of(kept.der());
        }
    }

    void keepAnswer(PathCertificate certificate, PathCertificate issuer, byte[] der) {
        synchronized (answers) {
            answers.put(certificate.fingerprint() + issuer.fingerprint(), new KeptAnswer(der, clock.instant()));
        }
    }

    CrlShelf shelf() {
        return shelf;
    }

    Fetcher fetcher() {
        return fetcher;
    }

    OwnBook own() {
        return own;
    }

    /** Whether the list came from there a short time ago. */
    boolean isFresh(String source) {
        synchronized (fetched) {
            Instant at = fetched.get(source);
            return at != null && at.plus(LIST_FRESH).isAfter(clock.instant());
        }
    }

    /** A list that was fetched is kept only if it is newer than what is there. */
    void keepFetched(byte[] der, String source) {
        CrlIndex crl = CrlIndex.of(der);
        synchronized (fetched) {
            fetched.put(source, clock.instant());
        }
        boolean older = shelf.book().ofIssuer(CrlShelf.key(crl.header().issuerKey())).stream()
                .anyMatch(known -> !known.manual()
                        && known.source().equals(source)
                        && known.thisUpdate().isAfter(crl.header().thisUpdate()));
        if (!older) {
            shelf.keep(crl, false, source);
        }
    }

    /**
     * Fetches anew the lists that end soon, so that nobody who reads mail waits for them.
     *
     * @return how many were fetched
     */
    public int refresh() {
        fetcher.forgetFailures();
        Instant now = clock.instant();
        int fetched = 0;
        for (ListedCrl info : shelf.book().list().stream()
                .filter(info -> !info.manual() && isDue(info, now))
                .limit(REFRESH_LIMIT)
                .toList()) {
            Fetcher.Fetched result = fetcher.fetch(
                    new Fetcher.Wanted(
                            URI.create(info.source()),
                            Optional.empty(),
                            CrlIndex.LIMIT_BYTES,
                            der -> keepFetched(der, info.source())),
                    Duration.ofSeconds(20));
            fetched += result instanceof Fetcher.Fetched.Got ? 1 : 0;
        }
        return fetched;
    }

    /** Fetches the CRLs to which a certificate points; why one of them is not to be had. */
    public List<String> unreachable(PathCertificate certificate, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<String> reasons = new ArrayList<>();
        for (URI uri : DistributionPoints.crls(certificate)) {
            Fetcher.Fetched result = fetcher.fetch(
                    new Fetcher.Wanted(
                            uri, Optional.empty(), CrlIndex.LIMIT_BYTES, der -> keepFetched(der, uri.toString())),
                    Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            if (result instanceof Fetcher.Fetched.Failed(String why)) {
                reasons.add(why);
            }
        }
        return reasons;
    }

    /** In the last fifth of its life, or the last hour. */
    private static boolean isDue(ListedCrl info, Instant now) {
        Duration life = Duration.between(info.thisUpdate(), info.nextUpdate());
        Duration early = life.dividedBy(5);
        Duration margin = early.compareTo(Duration.ofHours(1)) > 0 ? early : Duration.ofHours(1);
        return now.plus(margin).isAfter(info.nextUpdate());
    }
}
