package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.LintFault;
import org.sealpost.pki.CertificateLint;
import org.sealpost.pki.CertificateLint.Kind;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.LintRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost ca lint}: what the house would find fault with in any certificate. */
@Command(
        name = "lint",
        description = "Look over certificates, of this house or of others, as the authority does before it signs."
                + " Exit code 0: no faults, 2: faults.")
final class CaLintCommand implements Callable<Integer> {
    private static final int FAULTS = 2;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "One or several certificates: PEM, DER, PKCS #7.")
    private Path file = Path.of("");

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "smime, tls or authority; what the certificate says it is if not given.")
    private @Nullable String profile;

    @Mixin
    private Form form = new Form();

    CaLintCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<Kind> wanted = Optional.ofNullable(profile).map(CaLintCommand::kind);
        ForeignFile found = ForeignFiles.read(session, file, "");
        if (found.certificates().isEmpty()) {
            throw new Mistake("no certificate that can be read in " + file + "; expected PEM, DER or PKCS #7"
                    + (found.unreadable().isEmpty() ? "" : ": " + String.join("; ", found.unreadable())));
        }
        List<Map<String, Object>> all = new ArrayList<>();
        boolean clean = true;
        for (PathCertificate one : found.certificates()) {
            Kind kind = wanted.orElseGet(() -> CertificateLint.kind(one.der()));
            List<LintFault> faults = session.house().certification().lint(one.der(), kind);
            clean &= faults.isEmpty();
            all.add(facts(one.name(), kind, faults));
        }
        if (form.isJson()) {
            session.json(all);
        } else {
            all.forEach(this::tell);
        }
        return clean ? 0 : FAULTS;
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "smime" -> Kind.MAIL;
            case "tls" -> Kind.TLS_SERVER;
            case "authority" -> Kind.AUTHORITY;
            default -> throw new Mistake("expected the profile smime, tls or authority: " + word);
        };
    }

    private static Map<String, Object> facts(String subject, Kind kind, List<LintFault> faults) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", subject);
        answer.put("profile", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        answer.put("good", faults.isEmpty());
        answer.put("faults", faults.stream().map(CaLintCommand::fault).toList());
        return answer;
    }

    private static Map<String, Object> fault(LintFault fault) {
        LintCheck check = fault.check();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("check", check.name());
        answer.put("source", check.source());
        answer.put("facts", fault.facts());
        answer.put("sentence", Explanation.sentence(LintRule.of(fault), Locale.ENGLISH));
        return answer;
    }

    private void tell(Map<String, Object> one) {
        session.say(one.get("subject") + " (" + one.get("profile") + "): "
                + (one.get("good").equals(true) ? "no faults" : ""));
        for (Object fault : (List<?>) java.util.Objects.requireNonNull(one.get("faults"))) {
            Map<?, ?> words = (Map<?, ?>) fault;
            session.say("  " + words.get("sentence") + " [" + words.get("check") + ", " + words.get("source") + "]");
        }
    }
}
