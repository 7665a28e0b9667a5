package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.pki.path.PathCertificate;

/** Certificates as commands show them. */
final class Certificates {
    static final List<String> HEADING = List.of("FINGERPRINT", "STATUS", "USES", "KEY", "UNTIL", "ISSUER", "SOURCE");

    private static final int SHORT = 16;

    private Certificates() {}

    static String line(Certificate certificate) {
        return String.join("  ", row(certificate));
    }

    static List<String> row(Certificate certificate) {
        CertificateFacts facts = certificate.facts();
        return List.of(
                facts.fingerprint().substring(0, SHORT),
                word(facts.status()),
                String.join("+", uses(facts)),
                facts.keyAlgorithm(),
                facts.notAfter().toString().substring(0, 10),
                PathCertificate.of(certificate.der()).issuerName(),
                certificate.source());
    }

    static Map<String, Object> facts(Certificate certificate) {
        CertificateFacts facts = certificate.facts();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("fingerprint", facts.fingerprint());
        answer.put("addresses", facts.addresses().stream().map(Object::toString).toList());
        answer.put("status", word(facts.status()));
        answer.put("uses", uses(facts));
        PathCertificate read = PathCertificate.of(certificate.der());
        answer.put("issuer", read.issuerName());
        answer.put("serial", read.serial().toString(16));
        answer.put("template", facts.template());
        answer.put("key", facts.keyAlgorithm());
        answer.put("notBefore", facts.notBefore().toString());
        answer.put("notAfter", facts.notAfter().toString());
        answer.put("source", certificate.source());
        return answer;
    }

    private static List<String> uses(CertificateFacts facts) {
        return facts.uses().stream().map(Certificates::word).sorted().toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
