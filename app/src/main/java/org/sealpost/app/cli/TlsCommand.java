package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.enrollment.PublicCertificates.Standing;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.PublicCertificateVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sealpost tls}. */
@Command(
        name = "tls",
        description = "The certificate that the server shows in TLS.",
        synopsisSubcommandLabel = "COMMAND")
final class TlsCommand {
    private final Session session;

    TlsCommand(Session session) {
        this.session = session;
    }

    private PublicCertificates certificates() {
        return session.house().certification().publicCertificates();
    }

    @Command(description = "Show where the certificate comes from, until when it is good, and what comes next.")
    void show(@Mixin Form form) {
        Map<String, Object> facts = facts(certificates().standing());
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    private Map<String, Object> facts(Standing standing) {
        Map<String, Object> facts = new LinkedHashMap<>();
        session.house()
                .certification()
                .serverCertificate()
                .ifPresent(own -> facts.put(
                        "own certificate until", own.getNotAfter().toInstant().toString()));
        standing.settings().ifPresent(settings -> {
            facts.put("public authority", settings.directory());
            facts.put("names", String.join(", ", settings.names()));
        });
        standing.certificate().ifPresent(certificate -> {
            facts.put(
                    "public certificate of",
                    certificate.getIssuerX500Principal().getName());
            facts.put(
                    "public certificate until",
                    certificate.getNotAfter().toInstant().toString());
        });
        standing.state().ifPresent(state -> {
            state.renewAt().ifPresent(then -> facts.put("renewed at", then.toString()));
            if (state.failures() > 0) {
                facts.put("failures", state.failures());
                facts.put("last failure", state.failure());
            }
        });
        facts.put("now", standing.decision().verdict().toString());
        facts.put("because", Explanation.sentences(standing.decision().because(), Locale.ENGLISH));
        return facts;
    }

    @Command(
            description =
                    "Ask the public authority now, if a certificate is missing or due, without waiting out a failure.")
    void renew() {
        Standing before = certificates().standing();
        session.record(
                before.settings().map(PublicCertificates.Settings::directory).orElse("none"),
                "ask the public authority at once");
        var decision = certificates().run(true);
        Standing after = certificates().standing();
        session.say(Explanation.sentences(decision.because(), Locale.ENGLISH));
        if (decision.verdict() != PublicCertificateVerdict.KEEP) {
            throw new Mistake(after.state()
                    .map(state -> "the public authority gave none: " + state.failure())
                    .orElse("the public authority gave none"));
        }
    }
}
