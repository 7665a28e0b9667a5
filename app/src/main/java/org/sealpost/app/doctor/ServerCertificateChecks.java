package org.sealpost.app.doctor;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.sealpost.app.House;

/** Whether the certificate of the TLS doors names everything it must, and lasts. */
final class ServerCertificateChecks implements Check {
    private static final Duration LATE = Duration.ofDays(14);
    private static final int DNS_NAME = 2;

    private final House house;

    ServerCertificateChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        return house.certification()
                .serverCertificate()
                .map(this::judge)
                .orElse(List.of(
                        Diagnosis.notTested("SP-TLS-001", "the server does not run, so it shows no certificate")));
    }

    private List<Diagnosis> judge(X509Certificate certificate) {
        List<String> missing = new ArrayList<>(house.directory().domains().stream()
                .map(domain -> domain.name())
                .toList());
        missing.add(house.configuration().hostName().toLowerCase(Locale.ROOT));
        missing.removeAll(names(certificate));
        String end = certificate.getNotAfter().toInstant().toString();
        return List.of(
                missing.isEmpty()
                        ? Diagnosis.good("SP-TLS-001", "the server certificate names the host and all domains")
                        : Diagnosis.failure(
                                "SP-TLS-001",
                                "clients and partners refuse TLS under these names",
                                "the server certificate does not name " + String.join(", ", missing),
                                "sealpost enroll now"),
                certificate
                                .getNotAfter()
                                .toInstant()
                                .isAfter(house.clock().instant().plus(LATE))
                        ? Diagnosis.good("SP-TLS-002", "the server certificate lasts until " + end)
                        : Diagnosis.failure(
                                "SP-TLS-002",
                                "every mail program is refused after " + end,
                                "the server certificate ends on " + end + " and was not renewed",
                                "sealpost enroll now"));
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Objects.equals(name.getFirst(), DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
