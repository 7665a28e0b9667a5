package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.config.TemplateFile;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.TemplateFields;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.identity.Trustee;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost template}. */
@Command(
        name = "template",
        description = "Certificate templates: what the authority issues, to whom, for how long.",
        synopsisSubcommandLabel = "COMMAND")
final class TemplateCommand {
    private static final int FILE_LIMIT_BYTES = 1024 * 1024;

    private final Session session;

    TemplateCommand(Session session) {
        this.session = session;
    }

    private TemplateAdministration templates() {
        return session.house().certification().templates();
    }

    @Command(description = "List the templates.")
    void list(@Mixin Form form) {
        List<CertificateTemplate> all = templates().templates();
        if (form.isJson()) {
            session.json(all.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("NAME", "VERSION", "FOR", "KEY", "VALID", "ISSUED BY"),
                all.stream().map(this::row).toList());
    }

    private List<String> row(CertificateTemplate template) {
        Map<String, String> fields = TemplateFields.of(template);
        String offered = templates().offers().entrySet().stream()
                .filter(offer -> offer.getValue().contains(template.name()))
                .map(Map.Entry::getKey)
                .sorted()
                .reduce((one, other) -> one + ", " + other)
                .orElse("nobody");
        return List.of(
                template.name(),
                fields.getOrDefault("version", ""),
                fields.getOrDefault("for", ""),
                template.keyAlgorithm(),
                fields.getOrDefault("validity", ""),
                template.retired() ? "retired" : offered);
    }

    @Command(description = "Show a template with all its fields.")
    void show(@Parameters(paramLabel = "TEMPLATE") String name, @Mixin Form form) {
        CertificateTemplate template = templates().require(name);
        if (form.isJson()) {
            session.json(facts(template));
        } else {
            session.say("name: " + template.name());
            TemplateFields.of(template).forEach((field, value) -> session.say(field + ": " + value));
        }
    }

    private Map<String, Object> facts(CertificateTemplate template) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", template.name());
        facts.putAll(TemplateFields.of(template));
        return facts;
    }

    @Command(
            description =
                    "Duplicate a template under another name. The copy can be changed; offer it when it is ready.")
    void copy(
            @Parameters(paramLabel = "TEMPLATE") String from,
            @Parameters(paramLabel = "NEW-NAME") String name,
            @Option(names = "--display-name", description = "What people are shown.") @Nullable String displayName,
            @Option(
                            names = "--compat",
                            defaultValue = "v3",
                            description = "Compatibility version, v1 to v4. ${DEFAULT-VALUE} if not given.")
                    String compatibility) {
        if (!compatibility.matches("v?[1-4]")) {
            throw new Mistake("expected a compatibility version from v1 to v4: " + compatibility);
        }
        int schema = compatibility.charAt(compatibility.length() - 1) - '0';
        CertificateTemplate copy =
                checked(() -> templates().copy(from, name, Optional.ofNullable(displayName), schema, session.actor()));
        session.say("made " + copy.name() + "; change it with: sealpost template set " + copy.name()
                + " FIELD=VALUE, then: sealpost ca offer " + copy.name());
    }

    @Command(description = "Change fields of a template. See the names of the fields with: template show.")
    void set(
            @Parameters(paramLabel = "TEMPLATE") String name,
            @Parameters(paramLabel = "FIELD=VALUE", arity = "1..*") Map<String, String> fields) {
        CertificateTemplate before = templates().require(name);
        CertificateTemplate after = checked(() -> templates().change(name, fields, session.actor()));
        TemplateAdministration.differences(before, after).forEach(session::say);
        session.house().certification().pulse().everybody();
    }

    @Command(description = "Give rights on a template: read, enroll, autoenroll. Autoenroll needs the other two.")
    void grant(
            @Parameters(paramLabel = "TEMPLATE") String name,
            @Parameters(
                            paramLabel = "TRUSTEE",
                            description = "everyone, users, computers, 'group legal@example.org', 'user ...',"
                                    + " 'computer ...' or 'unit example.org/Legal'.")
                    String trustee,
            @Parameters(paramLabel = "RIGHT", arity = "1..3") List<String> rights) {
        TemplateGrant grant = checked(() -> new TemplateGrant(
                Trustees.known(session, Trustee.parse(trustee)), TemplateGrant.rights(String.join(" ", rights))));
        templates().grant(name, grant, session.actor());
        session.say(name + " grants " + grant);
        session.house().certification().pulse().everybody();
    }

    @Command(description = "Take all rights of a trustee on a template away.")
    void revoke(@Parameters(paramLabel = "TEMPLATE") String name, @Parameters(paramLabel = "TRUSTEE") String trustee) {
        templates().revokeGrant(name, checked(() -> Trustee.parse(trustee)), session.actor());
        session.say("done");
    }

    @Command(description = "Make all holders of certificates of a template enrol again.")
    void reenroll(@Parameters(paramLabel = "TEMPLATE") String name) {
        CertificateTemplate template = templates().reenroll(name, session.actor());
        session.house().certification().pulse().everybody();
        session.say(template.name() + " has version " + template.version()
                + ".0; all holders enrol again, in the background. To wait for it: sealpost enroll now");
    }

    @Command(description = "Let a template supersede others: their holders move to it.")
    void supersede(
            @Parameters(paramLabel = "TEMPLATE") String name,
            @Parameters(paramLabel = "OLD-TEMPLATE", arity = "1..*") List<String> old) {
        old.forEach(templates()::require);
        checked(() -> templates().change(name, Map.of("supersedes", String.join(", ", old)), session.actor()));
        session.house().certification().pulse().everybody();
        session.say(
                name + " supersedes " + String.join(", ", old) + "; who may have it moves when a policy deploys it");
    }

    @Command(description = "Issue no more certificates of a template. It is kept, since certificates refer to it.")
    void retire(@Parameters(paramLabel = "TEMPLATE") String name) {
        session.say("retired " + templates().retire(name, session.actor()).name());
    }

    @Command(description = "Print templates as a file that can be edited and applied; all of them if none is named.")
    void export(@Parameters(paramLabel = "TEMPLATE", arity = "0..*") @Nullable List<String> names) {
        List<CertificateTemplate> chosen = names == null || names.isEmpty()
                ? templates().templates()
                : names.stream().map(templates()::require).toList();
        session.out().print(TemplateFile.write(chosen));
    }

    @Command(description = "Show in what a file of templates differs from what is in force.")
    void diff(@Parameters(paramLabel = "FILE") Path file) {
        List<String> lines = new ArrayList<>();
        for (CertificateTemplate wanted : read(file)) {
            templates().templates().stream()
                    .filter(known -> known.name().equals(wanted.name()))
                    .findFirst()
                    .ifPresentOrElse(
                            known -> TemplateAdministration.differences(known, wanted)
                                    .forEach(line -> lines.add(wanted.name() + ": " + line)),
                            () -> lines.add(wanted.name() + ": new"));
        }
        if (lines.isEmpty()) {
            session.say("no difference");
        }
        lines.forEach(session::say);
    }

    @Command(description = "Put the templates of a file in force. What is not in the file stays as it is.")
    void apply(@Parameters(paramLabel = "FILE") Path file) {
        List<CertificateTemplate> wanted = read(file);
        boolean changed = false;
        for (CertificateTemplate template : wanted) {
            List<String> differences = checked(() -> templates().apply(template, session.actor()));
            differences.forEach(line -> session.say(template.name() + ": " + line));
            changed |= !differences.isEmpty();
        }
        if (changed) {
            session.house().certification().pulse().everybody();
        } else {
            session.say("nothing to change");
        }
    }

    private List<CertificateTemplate> read(Path file) {
        return TemplateFile.read(session.readText(file, FILE_LIMIT_BYTES));
    }

    private static <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }
}
