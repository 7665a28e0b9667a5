package org.sealpost.pki;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;
import org.sealpost.pki.TrustAnchors.Distrusted;
import org.sealpost.pki.path.Distrust;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PolicyInputs;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.CrlBook;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.CrlShelf;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.RevocationReasons;
import org.sealpost.pki.revocation.RevocationService;
import org.sealpost.pki.revocation.RevocationService.Evidence;

/**
 * Finds out about a chain of certificates in this house: is there a path to an authority that is trusted for this purpose, is each
 * certificate fit for it, is any of them revoked. It measures; whether that is good enough is for the trust policy.
 */
public final class PathValidation {
    private static final String BOOK = "the book of our authority";
    private static final int CERTIFICATES_LIMIT = 64;
    private static final int KEPT = 4_096;
    private static final int READ_KEPT = 2_000;
    private static final int LISTS_KEPT = 16;
    private static final Duration KEPT_FOR = Duration.ofMinutes(1);

    private final TrustAnchors anchors;
    private final IssuedCertificates book;
    private final ChainExamination examination;
    private final RevocationService revocation;
    private final Map<String, Kept> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > KEPT;
        }
    };

    /** Roots and intermediates come with each question; they are read once. */
    private final Map<ByteBuffer, PathCertificate> read = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, PathCertificate> eldest) {
            return size() > READ_KEPT;
        }
    };

    /** Lists of authorities of ours whose keys are elsewhere. */
    private final Map<String, CrlIndex> lists = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CrlIndex> eldest) {
            return size() > LISTS_KEPT;
        }
    };

    /** Asks nobody outside, and knows no CRLs. */
    public PathValidation(TrustAnchors anchors, IssuedCertificates book) {
        this(anchors, book, CrlBook.none(), FetchConfig.OFFLINE, Clock.systemUTC());
    }

    public PathValidation(
            TrustAnchors anchors, IssuedCertificates book, CrlBook crls, FetchConfig fetching, Clock clock) {
        this(anchors, book, new CrlShelf(crls, clock), new Fetcher(fetching), clock);
    }

    /** Shares what is open and what is under way with others. */
    public PathValidation(TrustAnchors anchors, IssuedCertificates book, CrlShelf shelf, Fetcher fetcher, Clock clock) {
        this.anchors = anchors;
        this.book = book;
        RevocationService revocation = new RevocationService(shelf, fetcher, this::standing, clock);
        this.examination = new ChainExamination(revocation, fetcher);
        this.revocation = revocation;
    }

    private record Kept(PathValidator.Result result, Instant seenAt, long untilNanos) {
        /** A whole path stays whole at every time at which all of it is in force. */
        boolean answers(Instant at, Instant asked) {
            return untilNanos - System.nanoTime() > 0
                    && !asked.isBefore(seenAt)
                    && result.paths().stream()
                            .flatMap(path -> path.certificates().stream())
                            .noneMatch(one -> at.isBefore(one.notBefore()) || at.isAfter(one.notAfter()));
        }
    }

    /**
     * What there is to know about the first certificate, with nobody outside asked.
     *
     * @param certificates DER; the others may help to build the path, in any order
     * @throws MalformedCertificate if the first is no certificate
     */
    public ChainFacts examine(List<byte[]> certificates, ChainPurpose purpose, Instant at) {
        return examine(ChainQuestion.of(certificates, purpose, at), false);
    }

    /**
     * What there is to know about the first certificate of the question.
     *
     * @param online whether somebody outside may be asked
     * @throws MalformedCertificate if the first is no certificate
     */
    public ChainFacts examine(ChainQuestion question, boolean online) {
        ValidationRequest request = request(question);
        return examination.facts(
                request, paths(request, online), Evidence.of(question.crls(), question.ocspAnswers()), online);
    }

    /** As above, for a question that was changed by hand; nothing of it is remembered. */
    public ChainFacts examine(ValidationRequest request, Evidence evidence, boolean online) {
        return examination.examine(request, evidence, online);
    }

    /** Fetches CRLs anew that end soon; how many. */
    public int refreshCrls() {
        return revocation.refresh();
    }

    /** Why the CRLs to which a certificate points are not to be had; empty if they are, or if it points to none. */
    public List<String> unreachableCrls(PathCertificate certificate, Duration patience) {
        return revocation.unreachable(certificate, patience);
    }

    private PathValidator.Result paths(ValidationRequest request, boolean online) {
        String name = name(request);
        synchronized (kept) {
            Kept known = kept.get(name);
            if (known != null && known.answers(request.at(), request.seenAt())) {
                return known.result();
            }
        }
        PathValidator.Result result = examination.paths(request, online);
        if (result.isWhole() && result.paths().stream().allMatch(PathValidator.CheckedPath::isWhole)) {
            synchronized (kept) {
                kept.put(name, new Kept(result, request.seenAt(), System.nanoTime() + KEPT_FOR.toNanos()));
            }
        }
        return result;
    }

    /** Whatever the paths depend on but the time. */
    private static String name(ValidationRequest request) {
        return Stream.of(
                        Stream.of(request.purpose().name(), request.subject().fingerprint()),
                        request.pool().stream().map(PathCertificate::fingerprint),
                        request.anchors().stream()
                                .map(anchor -> anchor.certificate().fingerprint() + anchor.grant()),
                        Stream.of(request.distrust().toString()))
                .flatMap(part -> part)
                .collect(Collectors.joining(" "));
    }

    /** The question in the form of the validator, with what the house knows and trusts. */
    public ValidationRequest request(ChainQuestion question) {
        PathCertificate subject = PathCertificate.of(question.certificates().getFirst());
        List<PathCertificate> pool = new ArrayList<>();
        question.certificates().stream()
                .skip(1)
                .limit(CERTIFICATES_LIMIT)
                .flatMap(der -> parsed(der).stream())
                .forEach(pool::add);
        book.authorities().stream()
                .flatMap(AuthorityRecord::published)
                .forEach(one -> parsed(one).ifPresent(pool::add));
        anchors.intermediates().forEach(one -> parsed(one.certificate()).ifPresent(pool::add));
        return new ValidationRequest(
                subject,
                pool,
                trusted(question),
                question.purpose(),
                question.at(),
                question.seenAt(),
                Optional.empty(),
                PolicyInputs.ANY,
                distrust());
    }

    /** Empty for one that cannot be read: it helps no path. */
    private Optional<PathCertificate> parsed(byte[] der) {
        ByteBuffer name = ByteBuffer.wrap(der);
        synchronized (read) {
            PathCertificate known = read.get(name);
            if (known != null) {
                return Optional.of(known);
            }
        }
        try {
            PathCertificate certificate = PathCertificate.of(der);
            synchronized (read) {
                read.put(name, certificate);
            }
            return Optional.of(certificate);
        } catch (MalformedCertificate e) {
            return Optional.empty();
        }
    }

    /** Our own roots, for which our book must vouch, and those of others. */
    private List<ValidationRequest.Anchor> trusted(ChainQuestion question) {
        List<ValidationRequest.Anchor> trusted = new ArrayList<>();
        book.authorities().stream()
                .filter(AuthorityRecord::isRoot)
                .forEach(own -> own.of(AuthorityRecord.Kind.OWN)
                        .flatMap(one -> parsed(one.der()).stream())
                        .forEach(root -> trusted.add(new ValidationRequest.Anchor(root, grant(own)))));
        anchors.anchors().stream()
                .filter(anchor -> anchor.grant().reader().isEmpty()
                        || anchor.grant().reader().equals(question.reader()))
                .forEach(anchor -> parsed(anchor.certificate())
                        .ifPresent(root -> trusted.add(new ValidationRequest.Anchor(root, anchor.grant()))));
        return trusted;
    }

    /** What is above an authority of ours is not ours: whether its other certificates stand, only outsiders know. */
    private static TrustGrant grant(AuthorityRecord root) {
        return TrustGrant.whole(true, true)
                .withRevocation(
                        root.origin() == AuthorityRecord.Origin.OUTSIDE ? RevocationMode.SOFT : RevocationMode.HARD);
    }

    private Distrust distrust() {
        List<Distrusted> list = anchors.distrusted();
        return new Listed(list.stream()
                .collect(Collectors.toMap(
                        one -> one.kind() + one.fingerprint(), Distrusted::reason, (first, second) -> first)));
    }

    /** The list as it stood when the question was asked. */
    private record Listed(Map<String, String> reasons) implements Distrust {
        @Override
        public Optional<String> why(PathCertificate certificate) {
            if (reasons.isEmpty()) {
                return Optional.empty();
            }
            return Stream.of(
                            Distrusted.Kind.CERTIFICATE + certificate.fingerprint(),
                            Distrusted.Kind.KEY + keyFingerprint(certificate))
                    .filter(reasons::containsKey)
                    .map(reasons::get)
                    .findFirst();
        }
    }

    /** SHA-256 of the public key, by which a key is distrusted in whatever certificate it comes. */
    public static String keyFingerprint(PathCertificate certificate) {
        try {
            return Fingerprint.of(certificate.publicKey().getEncoded());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ours by the book; empty for those of others. */
    private Optional<RevocationFinding> standing(PathCertificate certificate, PathCertificate issuer, Instant at) {
        List<AuthorityRecord> own = book.authorities();
        Optional<AuthorityRecord> signer = owner(own, issuer);
        if (signer.isEmpty()) {
            return Optional.empty();
        }
        Optional<RevocationFinding> told =
                book.standing(signer.get().name(), certificate.serial()).map(standing -> finding(standing, at));
        if (told.isPresent()) {
            return told;
        }
        boolean ours = owner(own, certificate).isPresent();
        if (!signer.get().keyHere()) {
            return listed(signer.get(), certificate, at)
                    .or(() -> ours ? Optional.of(new RevocationFinding.Good(BOOK)) : Optional.empty());
        }
        return Optional.of(
                ours
                        ? new RevocationFinding.Good(BOOK)
                        : new RevocationFinding.NotChecked("our authority signed it, but its book does not know it"));
    }

    /** Revoked by the list that was brought from the machine on which the authority's key lies. */
    private Optional<RevocationFinding> listed(AuthorityRecord away, PathCertificate certificate, Instant at) {
        return book.latestCrl(away.name())
                .map(this::index)
                .flatMap(crl -> crl.find(certificate.issuerKey(), certificate.serial()))
                .flatMap(entry -> entry.reason()
                        .filter(reason -> RevocationReasons.counts(reason, entry.since(), at))
                        .map(reason -> new RevocationFinding.Revoked(entry.revokedAt(), reason, BOOK)));
    }

    private CrlIndex index(IssuedCertificates.Crl crl) {
        String name = crl.issuer() + " " + crl.number();
        synchronized (lists) {
            return lists.computeIfAbsent(name, unread -> CrlIndex.of(crl.der().clone()));
        }
    }

    private static RevocationFinding finding(IssuedCertificates.Standing standing, Instant at) {
        return standing.revocation()
                .filter(revocation -> RevocationReasons.counts(revocation.reason(), revocation.at(), at))
                .<RevocationFinding>map(
                        revocation -> new RevocationFinding.Revoked(revocation.at(), revocation.reason(), BOOK))
                .orElse(new RevocationFinding.Good(BOOK));
    }

    /** Our authority whose certificate this is. */
    private static Optional<AuthorityRecord> owner(List<AuthorityRecord> own, PathCertificate certificate) {
        return own.stream()
                .filter(one -> one.certificates().stream()
                        .filter(its -> its.kind() != AuthorityRecord.Kind.CROSS)
                        .anyMatch(its -> Fingerprint.of(its.der()).equals(certificate.fingerprint())))
                .findFirst();
    }
}
