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
        List<Judged> all = new ArrayList<>();
        for (PathCertificate one : found.certificates()) {
            Kind kind = wanted.orElseGet(() -> CertificateLint.kind(one.der()));
            all.add(new Judged(one, kind, session.house().certification().lint(one.der(), kind)));
        }
        if (form.isJson()) {
            session.json(all.stream().map(CaLintCommand::facts).toList());
        } else {
            all.forEach(this::tell);
        }
        return all.stream().allMatch(one -> one.faults().isEmpty()) ? 0 : FAULTS;
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "smime" -> Kind.MAIL;
            case "tls" -> Kind.TLS_SERVER;
            case "authority" -> Kind.AUTHORITY;
            default -> throw new Mistake("expected the profile smime, tls or authority: " + word);
        };
    }

    private record Judged(PathCertificate certificate, Kind kind, List<LintFault> faults) {}

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> facts(Judged one) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", one.certificate().name());
        answer.put("profile", word(one.kind()));
        answer.put("good", one.faults().isEmpty());
        answer.put("faults", one.faults().stream().map(CaLintCommand::fault).toList());
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

    private void tell(Judged one) {
        session.say(one.certificate().name() + " (" + word(one.kind()) + ")"
                + (one.faults().isEmpty() ? ": no faults" : ""));
        for (LintFault fault : one.faults()) {
            session.say("  " + Explanation.sentence(LintRule.of(fault), Locale.ENGLISH) + " ["
                    + fault.check().name() + ", " + fault.check().source() + "]");
        }
    }
}
