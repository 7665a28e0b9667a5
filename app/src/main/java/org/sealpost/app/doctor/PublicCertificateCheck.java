package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.sealpost.app.House;
import org.sealpost.enrollment.PublicCertificates.Standing;
import org.sealpost.pki.PublicTls.State;
import org.sealpost.policy.Explanation;

/** Whether the public authority gives the server its certificate. */
final class PublicCertificateCheck implements Check {
    private static final String ID = "SP-TLS-003";
    private static final Duration LATE = Duration.ofDays(7);

    private final House house;

    PublicCertificateCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Standing standing = house.certification().publicCertificates().standing();
        String because = Explanation.sentences(standing.decision().because(), Locale.ENGLISH);
        int failures = standing.state().map(State::failures).orElse(0);
        Instant late = house.clock().instant().plus(LATE);
        boolean good = standing.certificate()
                .filter(certificate -> certificate.getNotAfter().toInstant().isAfter(late))
                .isPresent();
        if (standing.settings().isEmpty() || failures == 0) {
            return List.of(Diagnosis.good(ID, because));
        }
        String evidence = because + " Tries that failed: " + failures + "; the last said: "
                + standing.state().map(State::failure).orElse("");
        return List.of(
                good
                        ? Diagnosis.warning(
                                ID,
                                "the public certificate is not renewed; it is still good",
                                evidence,
                                "sealpost tls renew")
                        : Diagnosis.failure(
                                ID,
                                "outsiders are shown the certificate of the own authority, which they do not trust, or will be"
                                        + " soon",
                                evidence,
                                "sealpost tls renew"));
    }
}
