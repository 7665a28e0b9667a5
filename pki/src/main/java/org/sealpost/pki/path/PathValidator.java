package org.sealpost.pki.path;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.sealpost.identity.ChainFacts.Issuer;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainPurpose;

/**
 * Finds the paths from a certificate to the anchors and checks each of them, until one is whole. It asks nobody outside and keeps
 * nothing between two questions; revocation is asked by others about the paths that it found.
 */
public final class PathValidator {
    private static final int POOL_LIMIT = 512;
    private static final int UNTIMED_PATHS = 4;

    /** One of them may be revoked, and another not. */
    private static final int WHOLE_LIMIT = 4;

    private PathValidator() {}

    /**
     * A path that was checked.
     *
     * @param certificates from the certificate to the anchor, both included
     */
    public record CheckedPath(
            List<PathCertificate> certificates,
            TrustGrant grant,
            Set<Check> checked,
            List<ChainFault> faults,
            List<ChainFault> warnings) {
        public boolean isWhole() {
            return faults.isEmpty();
        }

        /** The only fault is that it is too early or too late. */
        public boolean isWholeButForDates() {
            return faults.stream().allMatch(fault -> fault.check() == Check.DATES);
        }

        /** The public key, with parameters that it takes from those above it. */
        public SubjectPublicKeyInfo keyOf(PathCertificate member) {
            SubjectPublicKeyInfo key = anchor().publicKey();
            for (PathCertificate one : certificates.reversed()) {
                key = Signatures.working(one.publicKey(), key);
                if (one.equals(member)) {
                    return key;
                }
            }
            return member.publicKey();
        }

        public PathCertificate anchor() {
            return certificates.getLast();
        }
    }

    /**
     * What was found.
     *
     * @param paths those that were tried, the whole ones first
     * @param highest the certificate furthest up that was reached; its issuer is unknown, or it is a root that is not trusted
     */
    public record Result(List<CheckedPath> paths, Optional<String> noPath, PathCertificate highest) {
        /** The topmost issuer that was reached but is no anchor, with its fingerprint if its certificate is at hand. */
        public Issuer top() {
            return new Issuer(highest.issuerName(), highest.isSelfIssued() ? highest.fingerprint() : "");
        }

        public boolean isWhole() {
            return paths.stream().anyMatch(CheckedPath::isWhole);
        }
    }

    /** Everything that there is to know without asking anybody, within {@link Deadline#STANDARD}. */
    public static Result validate(ValidationRequest request) {
        return validate(request, Deadline.in(Deadline.STANDARD));
    }

    /** As above, within the time that is left. */
    public static Result validate(ValidationRequest request, Deadline deadline) {
        Map<PathCertificate, TrustGrant> anchors = anchors(request);
        Signatures signatures = new Signatures(deadline);
        PathSearch search = new PathSearch(
                Stream.concat(anchors.keySet().stream(), request.pool().stream().limit(POOL_LIMIT))
                        .toList(),
                anchors::containsKey,
                certificate -> isInForce(certificate, request.at()),
                (certificate, issuer) -> mayBeSigned(signatures, certificate, issuer));
        List<CheckedPath> checked = new ArrayList<>();
        try {
            for (List<PathCertificate> path : search.from(request.subject())) {
                if (checked.size() >= UNTIMED_PATHS) {
                    deadline.check();
                }
                checked.add(check(path, request, anchors, signatures));
                if (checked.stream().filter(CheckedPath::isWhole).count() == WHOLE_LIMIT) {
                    break;
                }
            }
            if (checked.isEmpty() && isAnchored(search.forged(), anchors)) {
                checked.add(check(search.forged(), request, anchors, signatures));
            }
        } catch (Deadline.Exceeded e) {
            return new Result(sorted(checked), Optional.of(String.valueOf(e.getMessage())), highest(search, request));
        }
        Optional<String> noPath = checked.isEmpty() ? Optional.of(reason(search)) : Optional.empty();
        return new Result(sorted(checked), noPath, highest(search, request));
    }

    private static Map<PathCertificate, TrustGrant> anchors(ValidationRequest request) {
        Map<PathCertificate, TrustGrant> anchors = new LinkedHashMap<>();
        for (ValidationRequest.Anchor anchor : request.anchors()) {
            boolean counts = anchor.grant().covers(request.purpose())
                    && anchor.grant()
                            .until()
                            .map(end -> request.at().isBefore(end))
                            .orElse(true);
            if (counts) {
                anchors.putIfAbsent(anchor.certificate(), anchor.grant());
            }
        }
        return anchors;
    }

    private static boolean isInForce(PathCertificate certificate, Instant at) {
        return !at.isBefore(certificate.notBefore()) && !at.isAfter(certificate.notAfter());
    }

    /** A DSA key without parameters cannot be asked before the path above it is known. */
    private static boolean mayBeSigned(Signatures signatures, PathCertificate certificate, PathCertificate issuer) {
        boolean inherits = issuer.publicKey().getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)
                && !(issuer.publicKey().getAlgorithm().getParameters() instanceof org.bouncycastle.asn1.ASN1Sequence);
        try {
            return inherits || signatures.isSigned(certificate, issuer.publicKey());
        } catch (IOException e) {
            return false;
        }
    }

    private static CheckedPath check(
            List<PathCertificate> path,
            ValidationRequest request,
            Map<PathCertificate, TrustGrant> anchors,
            Signatures signatures) {
        TrustGrant grant = java.util.Objects.requireNonNull(anchors.get(path.getLast()));
        PathWalk.Result result = PathWalk.of(path, request, grant, signatures);
        Set<Check> asked = EnumSet.allOf(Check.class);
        if (request.name().isEmpty()) {
            asked.remove(Check.NAME);
        }
        if (request.purpose() == ChainPurpose.ANY) {
            asked.remove(Check.PURPOSE);
            asked.remove(Check.ALGORITHM);
        }
        boolean stopped = !result.faults().isEmpty()
                && result.faults().stream().noneMatch(fault -> fault.check() == Check.POLICY);
        if (stopped) {
            asked.remove(Check.POLICY);
        }
        return new CheckedPath(List.copyOf(path), grant, asked, result.faults(), result.warnings());
    }

    private static boolean isAnchored(List<PathCertificate> path, Map<PathCertificate, TrustGrant> anchors) {
        return !path.isEmpty() && anchors.containsKey(path.getLast());
    }

    private static List<CheckedPath> sorted(List<CheckedPath> checked) {
        return checked.stream()
                .sorted(Comparator.comparing((CheckedPath path) -> !path.isWhole())
                        .thenComparing(path -> !path.isWholeButForDates()))
                .toList();
    }

    private static String reason(PathSearch search) {
        if (search.isExhausted()) {
            return "more ways up than are tried, and none of them led to a trusted root";
        }
        if (!search.forged().isEmpty()) {
            PathCertificate last = search.forged().get(search.forged().size() - 2);
            return "the signature of " + last.name() + " is not that of " + last.issuerName();
        }
        PathCertificate top = search.longest().getLast();
        return top.isSelfIssued()
                ? "the root " + top.name() + " is not trusted"
                : "the certificate of the issuer " + top.issuerName() + " is missing, or is not trusted";
    }

    private static PathCertificate highest(PathSearch search, ValidationRequest request) {
        return search.longest().isEmpty() ? request.subject() : search.longest().getLast();
    }
}
