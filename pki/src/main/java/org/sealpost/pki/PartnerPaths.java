package org.sealpost.pki;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerExamination;
import org.sealpost.identity.ShownCertificate;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.RevocationService.Evidence;

/**
 * Finds out about certificates that partners show: paths lead to the authorities agreed with the partner and to no others,
 * whatever else the house trusts.
 */
public final class PartnerPaths implements PartnerExamination {
    /** What is shown to the other side again; a stranger chose it. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9*._-]{1,253}");

    private final PathValidation paths;

    public PartnerPaths(PathValidation paths) {
        this.paths = paths;
    }

    @Override
    public Optional<ShownCertificate> examine(Partner partner, List<byte[]> chain, ChainPurpose role, Instant at) {
        try {
            return chain.isEmpty() ? Optional.empty() : Optional.of(shown(partner, chain, role, at));
        } catch (MalformedCertificate e) {
            return Optional.empty();
        }
    }

    private ShownCertificate shown(Partner partner, List<byte[]> chain, ChainPurpose role, Instant at) {
        ChainFacts facts = facts(partner, chain, role, at);
        ValidationRequest request = paths.request(ChainQuestion.of(chain, role, at));
        PathCertificate certificate = request.subject();
        return new ShownCertificate(
                certificate.fingerprint(),
                certificate.name().replaceAll("[^ -~]", "?"),
                PathValidation.keyFingerprint(certificate),
                CertificateHosts.of(certificate.der()).stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .filter(host -> HOST.matcher(host).matches())
                        .toList(),
                certificate.notBefore(),
                certificate.notAfter(),
                request.distrust().why(certificate),
                facts,
                role == ChainPurpose.TLS_SERVER ? facts : facts(partner, chain, ChainPurpose.TLS_SERVER, at));
    }

    /**
     * Nobody is asked about a certificate that does not stand under the partner's authorities, so that a stranger's certificate
     * sends the house nowhere. Of one that does, the authority is asked anew, so that whoever is revoked fails in the next session.
     */
    private ChainFacts facts(Partner partner, List<byte[]> chain, ChainPurpose purpose, Instant at) {
        ValidationRequest request =
                paths.request(ChainQuestion.of(chain, purpose, at)).withAnchors(anchors(partner));
        ChainFacts offline = paths.examine(request, Evidence.none(), false);
        return offline.paths().isEmpty() ? offline : paths.examine(request, Evidence.asksAnew(), true);
    }

    private static List<ValidationRequest.Anchor> anchors(Partner partner) {
        TrustGrant grant =
                TrustGrant.whole(false, true).withRevocation(partner.terms().revocation());
        return partner.anchors().stream()
                .flatMap(PartnerPaths::parsed)
                .map(anchor -> new ValidationRequest.Anchor(anchor, grant))
                .toList();
    }

    private static Stream<PathCertificate> parsed(PartnerAnchor anchor) {
        try {
            return Stream.of(PathCertificate.of(anchor.der()));
        } catch (MalformedCertificate e) {
            return Stream.empty();
        }
    }
}
