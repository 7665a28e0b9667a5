package org.sealpost.pki.path;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.ChainPurpose;

/**
 * What is asked about a certificate.
 *
 * @param pool certificates that may stand between it and an anchor
 * @param anchors the authorities that are trusted, each with its limits
 * @param at the time for which dates are judged
 * @param seenAt when the house came to know of it; algorithms are judged by it
 * @param name the mail address, DNS name or IP address that the certificate has to prove; empty for any
 */
public record ValidationRequest(
        PathCertificate subject,
        List<PathCertificate> pool,
        List<Anchor> anchors,
        ChainPurpose purpose,
        Instant at,
        Instant seenAt,
        Optional<String> name,
        PolicyInputs policies,
        Distrust distrust) {

    /** An authority that is trusted. */
    public record Anchor(PathCertificate certificate, TrustGrant grant) {}

    public ValidationRequest {
        pool = List.copyOf(pool);
        anchors = List.copyOf(anchors);
    }

    /** The same question with more certificates to build paths from. */
    public ValidationRequest withMore(List<PathCertificate> certificates) {
        return new ValidationRequest(
                subject, joined(certificates), anchors, purpose, at, seenAt, name, policies, distrust);
    }

    public ValidationRequest withAnchors(List<Anchor> others) {
        return new ValidationRequest(subject, pool, others, purpose, at, seenAt, name, policies, distrust);
    }

    /** The certificate has to prove this mail address, DNS name or IP address, too. */
    public ValidationRequest withName(Optional<String> wanted) {
        return new ValidationRequest(subject, pool, anchors, purpose, at, seenAt, wanted, policies, distrust);
    }

    public ValidationRequest withPolicies(PolicyInputs inputs) {
        return new ValidationRequest(subject, pool, anchors, purpose, at, seenAt, name, inputs, distrust);
    }

    private List<PathCertificate> joined(List<PathCertificate> more) {
        return Stream.concat(pool.stream(), more.stream()).distinct().toList();
    }

    /** The same question about another certificate, for whatever purpose: whose key signed a CRL, for example. */
    public ValidationRequest about(PathCertificate other, List<PathCertificate> morePool) {
        return new ValidationRequest(
                other,
                joined(morePool),
                anchors,
                ChainPurpose.ANY,
                at,
                seenAt,
                Optional.empty(),
                PolicyInputs.ANY,
                distrust);
    }
}
