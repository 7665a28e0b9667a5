package org.sealpost.app.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.protocols.smtp.DomainProbe.Leg;

/** What a connection to another server has, in words and as JSON. */
final class ProbeForm {
    private ProbeForm() {}

    static List<String> lines(Leg leg) {
        List<String> lines = new ArrayList<>();
        lines.add(leg.host() + " [" + leg.address() + "]: "
                + leg.security()
                        .map(security -> security(security) + (leg.good() ? "; mail would go" : "; mail would NOT go"))
                        .orElse("no connection: " + leg.trouble()));
        leg.certificates().stream().findFirst().ifPresent(own -> {
            lines.add("  certificate: " + own.getSubjectX500Principal().getName() + ", of "
                    + own.getIssuerX500Principal().getName());
            lines.add("  in force until " + own.getNotAfter().toInstant());
        });
        if (!leg.offers().isEmpty()) {
            lines.add("  offers: "
                    + String.join(" ", leg.offers().stream().sorted().toList()));
        }
        leg.because().forEach(finding -> lines.add("  " + HopForm.sentence(finding)));
        return lines;
    }

    private static String security(SessionSecurity security) {
        return switch (security) {
            case SessionSecurity.Plain() -> "in clear";
            case SessionSecurity.Tls(String version, String cipher) -> version + " " + cipher;
            case SessionSecurity.MutualTls mutual -> mutual.version() + " " + mutual.cipherSuite();
        };
    }

    static Map<String, Object> facts(Leg leg) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("host", leg.host());
        facts.put("address", leg.address());
        facts.put("good", leg.good());
        facts.put("security", leg.security().map(ProbeForm::security).orElse(""));
        facts.put("trouble", leg.trouble());
        Optional<X509Certificate> own = leg.certificates().stream().findFirst();
        facts.put(
                "subject",
                own.map(one -> one.getSubjectX500Principal().getName()).orElse(""));
        facts.put(
                "issuer", own.map(one -> one.getIssuerX500Principal().getName()).orElse(""));
        facts.put(
                "until",
                own.map(one -> one.getNotAfter().toInstant().toString()).orElse(""));
        facts.put("offers", leg.offers().stream().sorted().toList());
        facts.put("because", leg.because().stream().map(HopForm::sentence).toList());
        return facts;
    }
}
