package org.sealpost.app.doctor;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.app.Certification;
import org.sealpost.app.House;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityRecord.State;

/** Whether the certification authorities will go on signing, and those that are elsewhere are still heard of. */
final class AuthorityChecks implements Check {
    private static final String END = "SP-PKI-001";
    private static final String AWAY = "SP-PKI-008";
    private static final String AWAITING = "SP-PKI-009";

    /** So early that a new root reaches all mail programs, and a new issuing authority its first certificates. */
    private static final Duration EARLY = Duration.ofDays(90);

    private static final Duration EARLY_ROOT = Duration.ofDays(2 * 365);
    private static final Duration LIST_EARLY = Duration.ofDays(14);

    private final House house;

    AuthorityChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>();
        for (AuthorityRecord authority : house.certification().authorities()) {
            if (authority.state() == State.AWAITING) {
                found.add(awaiting(authority));
            } else if (authority.state() == State.ACTIVE && authority.origin() != AuthorityRecord.Origin.OUTSIDE) {
                found.add(end(authority));
            }
            if (!authority.keyHere()) {
                found.add(list(authority));
            }
        }
        return found;
    }

    private Diagnosis awaiting(AuthorityRecord authority) {
        if (!house.certification().awaited().isEmpty()) {
            return Diagnosis.failure(
                    AWAITING,
                    "nobody gets a certificate, mail is neither signed nor encrypted, and the server shows a certificate that"
                            + " nobody vouches for",
                    "the authority " + authority.name() + " waits for its own certificate from a root elsewhere",
                    "have the request signed (sealpost ca request " + authority.line()
                            + " --out FILE), then: sealpost ca install " + authority.line() + " CERTIFICATE");
        }
        return Diagnosis.warning(
                AWAITING,
                "the authority " + authority.name() + " issues nothing yet",
                "its certificate was asked for and is not installed",
                "sealpost ca request " + authority.line() + " --out FILE gives the request again; sealpost ca install "
                        + authority.line() + " CERTIFICATE ends it");
    }

    private Diagnosis end(AuthorityRecord authority) {
        Instant end = end(authority.certificate().orElseThrow());
        Duration needed = authority.isRoot() ? EARLY_ROOT : EARLY.plus(longest(authority));
        String evidence = "the certificate of the authority " + authority.name() + " ends on " + end;
        return end.minus(needed).isBefore(house.clock().instant())
                ? Diagnosis.failure(
                        END,
                        "no certificate under it is valid after " + end + ", so that they get shorter and shorter",
                        evidence + "; from " + end.minus(needed) + " on it should not be the newest",
                        "sealpost ca roll " + authority.line()
                                + (authority.isRoot() ? " (the new root must reach all who check our signatures)" : ""))
                : Diagnosis.good(END, evidence + "; key and certificate fit");
    }

    /** No certificate is valid for longer than its issuer. */
    private Duration longest(AuthorityRecord authority) {
        Certification certification = house.certification();
        Set<String> offered = certification.templates().offers().getOrDefault(authority.line(), Set.of());
        return certification.templates().templates().stream()
                .filter(template -> offered.contains(template.name()))
                .map(CertificateTemplate::validity)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private Diagnosis list(AuthorityRecord authority) {
        Optional<Instant> until = house.certification().listEnd(authority.name());
        String brought = "sealpost ca crl " + authority.name() + " FILE, with a new list from where the key is";
        if (until.isEmpty()) {
            return authority.origin() == AuthorityRecord.Origin.OUTSIDE
                    ? Diagnosis.good(AWAY, "the outside authority " + authority.name() + " publishes its own CRL")
                    : Diagnosis.warning(
                            AWAY,
                            "whoever checks our certificates to the end finds no CRL of " + authority.name(),
                            "its key is elsewhere, and nobody brought a CRL",
                            brought);
        }
        boolean late = until.get().minus(LIST_EARLY).isBefore(house.clock().instant());
        String evidence = "the CRL of " + authority.name() + " that was brought is good until " + until.get();
        return late
                ? Diagnosis.failure(AWAY, "strict mail programs will refuse our certificates", evidence, brought)
                : Diagnosis.good(AWAY, evidence);
    }

    private static Instant end(byte[] der) {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return certificate.getNotAfter().toInstant();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate of our own cannot be read", e);
        }
    }
}
