package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.app.House;
import org.sealpost.pki.TrustAnchors.Anchor;
import org.sealpost.pki.TrustAnchors.Intermediate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.revocation.CrlBook.ListedCrl;

/** Whether the trust in others still stands: it ends soon, its CRL is old, or nobody answers where its CRLs should be. */
final class TrustChecks implements Check {
    private static final String ENDING = "SP-PKI-005";
    private static final String OLD = "SP-PKI-006";
    private static final String SILENT = "SP-PKI-007";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration OVER_SOON = Duration.ofDays(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final House house;

    TrustChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant now = house.clock().instant();
        List<Diagnosis> found = new ArrayList<>();
        List<Anchor> anchors = house.trusting().anchors().anchors();
        anchors.forEach(anchor -> ending(anchor, now, found));
        house.trusting().crls().list().stream().filter(ListedCrl::manual).forEach(crl -> old(crl, now, found));
        silent(anchors, found);
        if (found.isEmpty()) {
            found.add(Diagnosis.good(ENDING, anchors.size() + " authorities of others are trusted"));
        }
        return found;
    }

    private static void ending(Anchor anchor, Instant now, List<Diagnosis> found) {
        PathCertificate certificate = PathCertificate.of(anchor.certificate());
        Instant end = anchor.grant()
                .until()
                .filter(until -> until.isBefore(certificate.notAfter()))
                .orElse(certificate.notAfter());
        if (end.isBefore(now.plus(SOON))) {
            found.add(Diagnosis.warning(
                    ENDING,
                    "signatures under this authority are not trusted from then on",
                    "the trust in " + certificate.name() + " ends on " + end,
                    "import its new root, or set another end: sealpost trust add ROOT --until DAY"));
        }
    }

    private static void old(ListedCrl crl, Instant now, List<Diagnosis> found) {
        if (crl.nextUpdate().isBefore(now.plus(OVER_SOON))) {
            found.add(Diagnosis.warning(
                    OLD,
                    "whether certificates of this authority are revoked cannot be told any more",
                    "the CRL of " + crl.issuer() + " that was brought by hand is good until " + crl.nextUpdate(),
                    "bring a new one: sealpost crl import FILE"));
        }
    }

    private void silent(List<Anchor> anchors, List<Diagnosis> found) {
        Stream.concat(
                        anchors.stream().map(Anchor::certificate),
                        house.trusting().anchors().intermediates().stream().map(Intermediate::certificate))
                .map(PathCertificate::of)
                .forEach(certificate -> house.trusting()
                        .paths()
                        .unreachableCrls(certificate, PATIENCE)
                        .forEach(why -> found.add(Diagnosis.warning(
                                SILENT,
                                "certificates of this authority are shown as not checked, or refused",
                                "the CRL in the certificate of " + certificate.name() + " is not to be had: " + why,
                                "see docs/trust.md, cannot reach the CRL"))));
    }
}
