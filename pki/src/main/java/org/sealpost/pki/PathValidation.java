package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.PKIXExtendedParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.pki.IssuedCertificates.AuthorityCertificate;

/**
 * Finds out about a chain of certificates: is there a path to a root that we trust for this purpose (RFC 5280 section 6), is
 * each certificate fit for it, is any of them revoked. It measures; whether that is good enough is for the trust policy.
 *
 * <p>Paths are enumerated here and checked by Bouncy Castle's validator with the root inside the path, so that the root's own
 * limits count, too.
 */
public final class PathValidation {
    private static final int CERTIFICATES_LIMIT = 64;
    private static final int KEPT = 4_096;
    private static final java.time.Duration KEPT_FOR = java.time.Duration.ofMinutes(1);
    private static final BouncyCastleProvider VALIDATOR = new BouncyCastleProvider();

    private final TrustAnchors anchors;
    private final IssuedCertificates book;
    private final Map<String, Kept> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > KEPT;
        }
    };

    private volatile List<AuthorityCertificate> own = List.of();

    public PathValidation(TrustAnchors anchors, IssuedCertificates book) {
        this.anchors = anchors;
        this.book = book;
    }

    /** A path that was found, or why there is none. */
    private record Path(List<X509Certificate> certificates, Optional<String> problem, List<String> unfit) {}

    private record Kept(Path path, long untilNanos) {}

    /**
     * What there is to know about the first certificate.
     *
     * @param certificates DER; the others may help to build the path, in any order
     * @throws IllegalArgumentException if the first is no certificate
     */
    public ChainFacts examine(List<byte[]> certificates, ChainPurpose purpose, Instant at) {
        X509Certificate subject = CertificateAuthority.certificate(certificates.getFirst());
        Path path = path(certificates, subject, purpose);
        Instant from = Stream.concat(Stream.of(subject), path.certificates().stream())
                .map(one -> one.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
        Instant to = Stream.concat(Stream.of(subject), path.certificates().stream())
                .map(one -> one.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        return new ChainFacts(
                purpose,
                KeyPairs.hash(certificates.getFirst()),
                CertificateNames.addresses(subject),
                subject.getIssuerX500Principal().getName(),
                path.certificates().stream()
                        .map(one -> KeyPairs.hash(CertificateAuthority.encoded(one)))
                        .toList(),
                path.problem(),
                path.unfit(),
                from,
                to,
                revocation(path.certificates(), own(), at),
                at);
    }

    /** Our authorities change only with a new key, and whoever makes one starts the house again. */
    private List<AuthorityCertificate> own() {
        if (own.isEmpty()) {
            own = book.authorities();
        }
        return own;
    }

    /** The structure of a path does not change from one mail to the next; revocation is asked anew each time. */
    private Path path(List<byte[]> certificates, X509Certificate subject, ChainPurpose purpose) {
        StringBuilder name = new StringBuilder(purpose.name());
        certificates.stream().limit(CERTIFICATES_LIMIT).forEach(der -> name.append(KeyPairs.hash(der)));
        synchronized (kept) {
            Kept known = kept.get(name.toString());
            if (known != null && known.untilNanos() - System.nanoTime() > 0) {
                return known.path();
            }
        }
        Path path = search(certificates, subject, purpose);
        synchronized (kept) {
            kept.put(name.toString(), new Kept(path, System.nanoTime() + KEPT_FOR.toNanos()));
        }
        return path;
    }

    private Path search(List<byte[]> certificates, X509Certificate subject, ChainPurpose purpose) {
        List<X509Certificate> roots = roots(purpose);
        List<X509Certificate> pool = new ArrayList<>();
        certificates.stream()
                .skip(1)
                .limit(CERTIFICATES_LIMIT)
                .map(PathValidation::parse)
                .flatMap(Optional::stream)
                .forEach(pool::add);
        book.authorities().forEach(own -> pool.add(CertificateAuthority.certificate(own.certificate())));
        Optional<String> problem = Optional.of("no path to a trusted root");
        for (List<X509Certificate> candidate : new PathSearch(pool, roots).from(subject)) {
            Optional<String> found = problem(candidate);
            if (found.isEmpty()) {
                return new Path(candidate, Optional.empty(), PathFitness.faults(candidate, purpose));
            }
            problem = found;
        }
        return new Path(List.of(), problem, List.of());
    }

    private static Optional<X509Certificate> parse(byte[] der) {
        try {
            return Optional.of(CertificateAuthority.certificate(der));
        } catch (IllegalArgumentException e) {
            // One that cannot be read helps no path.
            return Optional.empty();
        }
    }

    private List<X509Certificate> roots(ChainPurpose purpose) {
        boolean mail = purpose == ChainPurpose.MAIL_SIGNING || purpose == ChainPurpose.MAIL_ENCRYPTION;
        List<X509Certificate> roots = new ArrayList<>();
        book.authorities().stream()
                .filter(own -> own.name().equals("root"))
                .forEach(own -> roots.add(CertificateAuthority.certificate(own.certificate())));
        anchors.anchors().stream()
                .filter(anchor -> mail ? anchor.forMail() : anchor.forTls())
                .forEach(anchor -> roots.add(CertificateAuthority.certificate(anchor.certificate())));
        return roots;
    }

    /** What RFC 5280 section 6 holds against the path, at a time when all of it was in force; dates are judged elsewhere. */
    private static Optional<String> problem(List<X509Certificate> path) {
        Instant inForce = path.stream()
                .map(one -> one.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
        X509Certificate root = path.getLast();
        try {
            PKIXParameters parameters = new PKIXParameters(
                    Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(inForce));
            PKIXExtendedParameters extended = new PKIXExtendedParameters.Builder(parameters)
                    .setUseDeltasEnabled(true)
                    .build();
            CertPathValidator.getInstance("PKIX", VALIDATOR)
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), extended);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(describe(e));
        }
    }

    private static String describe(GeneralSecurityException failure) {
        @Nullable Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }

    /** Ours by the book; about others nobody is asked yet, and that is said. */
    private RevocationFinding revocation(List<X509Certificate> path, List<AuthorityCertificate> own, Instant at) {
        if (path.isEmpty()) {
            return new RevocationFinding.NotChecked("there is no path");
        }
        RevocationFinding result = new RevocationFinding.Good("the book of our authority");
        for (int i = 0; i < path.size() - 1; i++) {
            RevocationFinding one = revocation(path.get(i), authority(own, path.get(i + 1)), own, at);
            if (one instanceof RevocationFinding.Revoked) {
                return one;
            }
            result = one instanceof RevocationFinding.NotChecked ? one : result;
        }
        return result;
    }

    private RevocationFinding revocation(
            X509Certificate certificate, Optional<String> issuer, List<AuthorityCertificate> own, Instant at) {
        if (issuer.isEmpty()) {
            return new RevocationFinding.NotChecked("nobody was asked about certificates of "
                    + certificate.getIssuerX500Principal().getName());
        }
        if (authority(own, certificate).isPresent()) {
            return new RevocationFinding.Good("the book of our authority");
        }
        return book.standing(issuer.get(), certificate.getSerialNumber())
                .map(standing -> finding(standing, at))
                .orElse(new RevocationFinding.NotChecked("our authority signed it, but its book does not know it"));
    }

    private static RevocationFinding finding(IssuedCertificates.Standing standing, Instant at) {
        return standing.revocation()
                .filter(revocation -> counts(revocation, at))
                .<RevocationFinding>map(
                        revocation -> new RevocationFinding.Revoked(revocation.at(), revocation.reason()))
                .orElse(new RevocationFinding.Good("the book of our authority"));
    }

    /** The name of our authority whose certificate this is. */
    private static Optional<String> authority(List<AuthorityCertificate> own, X509Certificate certificate) {
        byte[] encoded = CertificateAuthority.encoded(certificate);
        return own.stream()
                .filter(one -> Arrays.equals(one.certificate(), encoded))
                .map(AuthorityCertificate::name)
                .findFirst();
    }

    /** A stolen key may have signed at any time it says, so that reason counts backwards, too. */
    private static boolean counts(IssuedCertificates.Revocation revocation, Instant at) {
        return switch (revocation.reason()) {
            case KEY_COMPROMISE, CA_COMPROMISE, UNSPECIFIED -> true;
            default -> !revocation.at().isAfter(at);
        };
    }
}
