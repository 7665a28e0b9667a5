package org.sealpost.app.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sealpost.app.House;
import org.sealpost.enrollment.GivenCertificates;
import org.sealpost.pki.GivenTls.Given;
import org.sealpost.pki.PemChain;
import org.sealpost.policy.ExpiryStep;

/** For how long the certificates last that an administrator got from outside, which nothing here can renew. */
final class GivenCertificateCheck implements Check {
    private static final String ID = "SP-TLS-005";

    private final House house;

    GivenCertificateCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        GivenCertificates given = house.certification().given();
        Map<String, List<String>> services = given.services().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, TreeMap::new, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        List<Diagnosis> found = new ArrayList<>();
        for (Given one : given.all()) {
            List<String> showing = services.getOrDefault(one.keyId(), List.of());
            if (!one.isAwaited() && !showing.isEmpty()) {
                found.add(judge(one, showing.stream().sorted().collect(Collectors.joining(", "))));
            }
        }
        return found.isEmpty() ? List.of(Diagnosis.good(ID, "no service shows a certificate from outside")) : found;
    }

    /** The certificate counts for as long as the whole chain. */
    private Diagnosis judge(Given one, String services) {
        List<X509Certificate> chain = PemChain.read(one.chain());
        Instant end = chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        ExpiryStep step = ExpiryStep.of(house.clock().instant(), end);
        String evidence = "the certificate from outside that is shown by " + services + " (key "
                + one.keyId().substring(0, 16) + ") ends " + end + ": " + step.words();
        if (step == ExpiryStep.FAR) {
            return Diagnosis.good(ID, evidence);
        }
        String consequence = step == ExpiryStep.OVER
                ? "these services show the certificate of the own authority instead, which strangers do not trust"
                : "after that these services show the certificate of the own authority, which strangers do not trust";
        String remedy = "sealpost tls request --out FILE, have it signed, then sealpost tls use CHAIN --for "
                + services.replace(", ", ",");
        return step.isUrgent()
                ? Diagnosis.failure(ID, consequence, evidence, remedy)
                : Diagnosis.warning(ID, consequence, evidence, remedy);
    }
}
