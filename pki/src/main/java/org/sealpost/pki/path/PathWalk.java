package org.sealpost.pki.path;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainPurpose;

/**
 * Walks one path from the anchor down to the certificate and notes what speaks against it (RFC 5280 section 6.1). The anchor is
 * walked, too, so that its own limits count. Nothing here stops at the first fault: whoever looks into it sees all.
 */
final class PathWalk {
    private static final int MAPPINGS_LIMIT = 64;
    private static final int POLICIES_LIMIT = 256;

    /** Bouncy Castle's tree of policies multiplies with each level that maps one policy to several. */
    private static final long POLICY_NODES_LIMIT = 4_096;

    private static final Set<ASN1ObjectIdentifier> KNOWN_CRITICAL = Set.of(
            Extension.basicConstraints,
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.subjectAlternativeName,
            Extension.issuerAlternativeName,
            Extension.nameConstraints,
            Extension.certificatePolicies,
            Extension.policyMappings,
            Extension.policyConstraints,
            Extension.inhibitAnyPolicy,
            Extension.cRLDistributionPoints,
            Extension.authorityKeyIdentifier,
            Extension.subjectKeyIdentifier);

    private final List<PathCertificate> path;
    private final ValidationRequest request;
    private final TrustGrant grant;
    private final Signatures signatures;
    private final List<ChainFault> faults = new ArrayList<>();
    private final List<ChainFault> warnings = new ArrayList<>();

    private PathWalk(List<PathCertificate> path, ValidationRequest request, TrustGrant grant, Signatures signatures) {
        this.path = path;
        this.request = request;
        this.grant = grant;
        this.signatures = signatures;
    }

    /** What was found; no faults means that the path is good but for revocation. */
    record Result(List<ChainFault> faults, List<ChainFault> warnings) {}

    /**
     * @param path from the certificate to the anchor, both included
     */
    static Result of(List<PathCertificate> path, ValidationRequest request, TrustGrant grant, Signatures signatures) {
        PathWalk walk = new PathWalk(path, request, grant, signatures);
        try {
            walk.run();
        } catch (Deadline.Exceeded | NameLimits.TooMany e) {
            walk.fault(Check.LIMIT, path.getFirst(), String.valueOf(e.getMessage()));
        }
        return new Result(walk.faults, walk.warnings);
    }

    private void fault(Check check, PathCertificate certificate, String text) {
        faults.add(new ChainFault(check, certificate.fingerprint(), text));
    }

    private void run() {
        distrust();
        path.forEach(this::profile);
        algorithms();
        chain();
        lengths();
        names();
        policies();
        dates();
        Purposes.faults(path, request.purpose()).forEach(text -> fault(Check.PURPOSE, path.getFirst(), text));
        request.name()
                .flatMap(wanted -> NameMatch.fault(path.getFirst(), wanted))
                .ifPresent(text -> fault(Check.NAME, path.getFirst(), text));
        if (faults.isEmpty()) {
            PolicyInputs inputs =
                    grant.policies().isEmpty() ? request.policies() : PolicyInputs.oneOf(grant.policies());
            SecondOpinion.fault(path, inputs, request.at())
                    .ifPresent(text -> fault(Check.POLICY, path.getFirst(), text));
        }
    }

    private void distrust() {
        for (PathCertificate certificate : path) {
            request.distrust()
                    .why(certificate)
                    .ifPresent(why -> fault(Check.DISTRUST, certificate, certificate.name() + ": " + why));
        }
    }

    private void profile(PathCertificate certificate) {
        CertificateProfile.Report report = CertificateProfile.of(certificate);
        report.severe().forEach(text -> fault(Check.PROFILE, certificate, told(certificate, text)));
        boolean lenient = grant.lenient() || request.purpose() == ChainPurpose.ANY;
        found(certificate, report.faults(), lenient);
        // For mail between organisations a small authority that forgot an identifier is told so, and believed.
        found(certificate, report.formal(), lenient || request.purpose().isMail());
        report.warnings()
                .forEach(text -> warnings.add(
                        new ChainFault(Check.PROFILE, certificate.fingerprint(), told(certificate, text))));
    }

    private void found(PathCertificate certificate, List<String> texts, boolean forgiven) {
        List<ChainFault> target = forgiven ? warnings : faults;
        texts.forEach(
                text -> target.add(new ChainFault(Check.PROFILE, certificate.fingerprint(), told(certificate, text))));
    }

    private static String told(PathCertificate certificate, String text) {
        return certificate.name() + ": " + text;
    }

    /** The anchor's own signature proves nothing, but the key under it does. */
    private void algorithms() {
        if (request.purpose() == ChainPurpose.ANY) {
            return;
        }
        for (int i = 0; i < path.size(); i++) {
            PathCertificate certificate = path.get(i);
            Instant seenAt = request.seenAt();
            Algorithms.keyFault(certificate.publicKey(), seenAt)
                    .ifPresent(text -> fault(Check.ALGORITHM, certificate, told(certificate, text)));
            if (i < path.size() - 1) {
                Algorithms.signatureFault(certificate.structure().getSignatureAlgorithm(), seenAt)
                        .ifPresent(text -> fault(Check.ALGORITHM, certificate, told(certificate, text)));
            }
        }
    }

    /** Signatures and names from the anchor down. */
    private void chain() {
        SubjectPublicKeyInfo working = path.getLast().publicKey();
        for (int i = path.size() - 1; i >= 0; i--) {
            PathCertificate certificate = path.get(i);
            boolean anchor = i == path.size() - 1;
            if (!anchor && !certificate.issuerKey().equals(path.get(i + 1).subjectKey())) {
                fault(Check.STRUCTURE, certificate, told(certificate, "its issuer is not the next of the path"));
            }
            if ((!anchor || certificate.isSelfIssued()) && !isSigned(certificate, working)) {
                fault(Check.SIGNATURE, certificate, told(certificate, "the signature is not that of its issuer"));
            }
            working = Signatures.working(certificate.publicKey(), working);
            critical(certificate);
        }
    }

    private boolean isSigned(PathCertificate certificate, SubjectPublicKeyInfo key) {
        try {
            return signatures.isSigned(certificate, key);
        } catch (IOException e) {
            return false;
        }
    }

    private void critical(PathCertificate certificate) {
        certificate.extensions().forEach((identifier, extension) -> {
            if (extension.isCritical() && !KNOWN_CRITICAL.contains(identifier)) {
                fault(
                        Check.STRUCTURE,
                        certificate,
                        told(certificate, "a critical extension that nobody knows: " + identifier));
            }
        });
    }

    /** Everybody above the certificate is an authority, and has not too many below it. */
    private void lengths() {
        int left = path.size();
        for (int i = path.size() - 1; i > 0; i--) {
            PathCertificate authority = path.get(i);
            if (!authority.isAuthority()) {
                fault(Check.STRUCTURE, authority, told(authority, "it is no certification authority"));
            }
            if (!authority.mayBeUsedFor(KeyUsage.keyCertSign)) {
                fault(Check.STRUCTURE, authority, told(authority, "it may not sign certificates"));
            }
            if (!authority.isSelfIssued() && left-- <= 0) {
                fault(
                        Check.STRUCTURE,
                        authority,
                        told(authority, "more authorities below another than that one allows"));
            }
            left = Math.min(left, limit(authority));
        }
    }

    private static int limit(PathCertificate authority) {
        return authority
                .pathLength()
                .map(limit ->
                        limit.min(BigInteger.valueOf(PathSearch.LENGTH_LIMIT)).intValue())
                .orElse(Integer.MAX_VALUE);
    }

    private void names() {
        NameLimits limits = new NameLimits();
        for (int i = path.size() - 1; i >= 0; i--) {
            PathCertificate certificate = path.get(i);
            if (i == 0 || !certificate.isSelfIssued()) {
                limits.faults(certificate)
                        .forEach(text -> fault(Check.NAME_CONSTRAINT, certificate, told(certificate, text)));
            }
            certificate
                    .nameConstraints()
                    .map(limits::add)
                    .orElse(List.of())
                    .forEach(text -> fault(Check.NAME_CONSTRAINT, certificate, told(certificate, text)));
        }
        PathCertificate holder = path.getFirst();
        grant.outside(holder).forEach(text -> fault(Check.NAME_CONSTRAINT, holder, told(holder, text)));
    }

    private void policies() {
        long nodes = 1;
        for (PathCertificate certificate : path) {
            if (certificate.policies().limit(POLICIES_LIMIT + 1).count() > POLICIES_LIMIT) {
                fault(Check.LIMIT, certificate, told(certificate, "more than " + POLICIES_LIMIT + " policies"));
            }
            nodes *= Math.max(1, fanOut(certificate));
            if (nodes > POLICY_NODES_LIMIT) {
                fault(Check.LIMIT, certificate, told(certificate, "policies that multiply without measure"));
                return;
            }
        }
    }

    /** To how many policies one is mapped at most. */
    private static long fanOut(PathCertificate certificate) {
        if (certificate.policyMappings().isEmpty()) {
            return 1;
        }
        ASN1Sequence mappings =
                ASN1Sequence.getInstance(certificate.policyMappings().get().toASN1Primitive());
        if (mappings.size() > MAPPINGS_LIMIT) {
            return POLICY_NODES_LIMIT + 1;
        }
        Map<Object, Set<Object>> targets = new HashMap<>();
        mappings.forEach(mapping -> {
            ASN1Sequence pair = ASN1Sequence.getInstance(mapping);
            targets.computeIfAbsent(pair.getObjectAt(0), from -> new HashSet<>())
                    .add(pair.getObjectAt(1));
        });
        return targets.values().stream().mapToInt(Set::size).max().orElse(1);
    }

    private void dates() {
        for (PathCertificate certificate : path) {
            if (request.at().isBefore(certificate.notBefore())) {
                fault(Check.DATES, certificate, told(certificate, "it counts only from " + certificate.notBefore()));
            }
            if (request.at().isAfter(certificate.notAfter())) {
                fault(Check.DATES, certificate, told(certificate, "it ended on " + certificate.notAfter()));
            }
        }
    }
}
