package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.config.RuleFile;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleBook.Edition;
import org.sealpost.policy.RuleField;
import org.sealpost.policy.RuleFields;
import org.sealpost.transport.RuleAdministration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost rule}. */
@Command(
        name = "rule",
        description = "Rules about protection that nobody can opt out of. The upper rule counts.",
        synopsisSubcommandLabel = "COMMAND")
final class RuleCommand {
    private static final int FILE_LIMIT_BYTES = 4 * 1024 * 1024;
    private static final String ENABLED = "enabled";

    private final Session session;

    RuleCommand(Session session) {
        this.session = session;
    }

    private RuleAdministration rules() {
        return session.house().gateway().rules();
    }

    @Command(
            name = "encrypt-to",
            description = "Encrypt to these recipients or refuse: a domain, *.domain for all below it, or one address.")
    void encryptTo(@Parameters(paramLabel = "RECIPIENTS") String recipients) {
        List<String> changes = Mistake.told(() -> rules().demandEncryption(recipients, session.actor()));
        session.say((changes.isEmpty() ? "already in force: " : "") + "mail to " + ProtectionRules.pattern(recipients)
                + " is encrypted or refused");
    }

    @Command(
            description = "Add a rule at the end, such as: rule add research to=lab.example encrypt=or-hold."
                    + " Give a field several times for several values.")
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FIELD=VALUE", arity = "1..*") List<String> fields) {
        if (rules().find(name).isPresent()) {
            throw new Mistake(
                    "there is a rule " + name + " already; change it with: sealpost rule set " + name + " FIELD=VALUE");
        }
        tell(() -> rules().put(RuleFields.read(name, fields(fields)), session.actor()));
    }

    @Command(description = "Change fields of a rule; FIELD= takes a field away.")
    void set(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FIELD=VALUE", arity = "1..*") List<String> fields) {
        Map<String, List<String>> all = new LinkedHashMap<>(RuleFields.of(known(name)));
        fields(fields).forEach((field, values) -> {
            if (values.equals(List.of(""))) {
                all.remove(field);
            } else {
                all.put(field, values);
            }
        });
        tell(() -> rules().put(RuleFields.read(known(name).name(), all), session.actor()));
    }

    @Command(description = "Switch a rule on.")
    void enable(@Parameters(paramLabel = "NAME") String name) {
        set(name, List.of(ENABLED + "=yes"));
    }

    @Command(description = "Switch a rule off; it keeps its place.")
    void disable(@Parameters(paramLabel = "NAME") String name) {
        set(name, List.of(ENABLED + "=no"));
    }

    @Command(description = "Move a rule in front of another, or to the end. The upper rule counts.")
    void move(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--before", paramLabel = "OTHER", description = "The end, if it is not given.") @Nullable String before) {
        tell(() -> rules().move(name, Optional.ofNullable(before), session.actor()));
    }

    @Command(description = "Take a rule away.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        Mistake.told(() -> rules().remove(name.strip(), session.actor()));
        session.say("removed");
    }

    @Command(description = "List the rules from the top.")
    void list(@Mixin Form form) {
        ProtectionRules inForce = rules().inForce();
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("version", inForce.version());
            facts.put("encryptTo", inForce.encryptTo());
            facts.put("rules", inForce.rules().stream().map(RuleCommand::facts).toList());
            session.json(facts);
            return;
        }
        session.table(
                List.of("RULE", "STATE", "WHEN", "THEN"),
                inForce.rules().stream()
                        .map(rule -> List.of(
                                rule.name(),
                                rule.enabled() ? "on" : "off",
                                when(rule),
                                rule.then().words()))
                        .toList());
    }

    @Command(description = "Show a rule with all its fields.")
    void show(@Parameters(paramLabel = "NAME") String name, @Mixin Form form) {
        GatewayRule rule = known(name);
        if (form.isJson()) {
            session.json(facts(rule));
        } else {
            session.say(rule.name());
            RuleFields.of(rule)
                    .forEach((field, values) -> session.say("  " + field + " = " + String.join(", ", values)));
        }
    }

    @Command(description = "Print the rules as a file that can be edited and applied.")
    void export(
            @Option(names = "--version", paramLabel = "N", description = "As they were; in force, if not given.")
                    @Nullable Long version) {
        ProtectionRules rules = version == null
                ? rules().inForce()
                : rules().version(version)
                        .orElseThrow(() -> new Mistake(
                                "there is no version " + version + " of the rules; see: sealpost rule history"));
        session.out().print(RuleFile.write(rules));
    }

    @Command(description = "Show in what a file of rules differs from what is in force.")
    void diff(@Parameters(paramLabel = "FILE") Path file) {
        List<String> lines = RuleAdministration.differences(rules().inForce().rules(), read(file));
        say(lines.isEmpty() ? List.of("no difference") : lines);
    }

    @Command(description = "Put exactly the rules of a file in force, in their order.")
    void apply(@Parameters(paramLabel = "FILE") Path file) {
        List<GatewayRule> wanted = read(file);
        tell(() -> rules().apply(wanted, session.actor()));
    }

    @Command(description = "Show who changed the rules, when, and how; newest first.")
    void history(
            @Option(names = "--limit", defaultValue = "20", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<Edition> editions = rules().history(limit);
        if (form.isJson()) {
            session.json(editions.stream()
                    .map(one -> Map.of(
                            "version", one.version(),
                            "at", one.at().toString(),
                            "actor", one.actor(),
                            "changes", one.words()))
                    .toList());
        } else {
            session.table(
                    List.of("VERSION", "AT", "BY", "CHANGES"),
                    editions.stream()
                            .map(one -> List.of(
                                    String.valueOf(one.version()), one.at().toString(), one.actor(), one.words()))
                            .toList());
        }
    }

    @Command(description = "Put the rules of an earlier version in force again.")
    void rollback(@Parameters(paramLabel = "VERSION") long version) {
        tell(() -> rules().rollback(version, session.actor()));
    }

    @Command(description = "Show to which messages a rule applied, newest first.")
    void hits(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--limit", defaultValue = "20", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Option(
                            names = "--look-back",
                            defaultValue = "1000000",
                            description =
                                    "How many lines of the audit log are searched; ${DEFAULT-VALUE} if not given.")
                    long lookBack,
            @Mixin Form form) {
        List<AuditLine> lines = session.house()
                .auditLog()
                .hits(rules().find(name).map(GatewayRule::name).orElse(name), lookBack, limit);
        if (form.isJson()) {
            session.json(lines.stream().map(AuditCommand::facts).toList());
        } else {
            session.table(
                    List.of("AT", "FROM", "MESSAGE", "OUTCOME"),
                    lines.stream()
                            .map(line -> List.of(
                                    line.event().at().toString(),
                                    line.event().actor(),
                                    line.event().subject(),
                                    line.event().outcome()))
                            .toList());
        }
    }

    private GatewayRule known(String name) {
        return rules().find(name)
                .orElseThrow(() -> new Mistake("there is no rule " + name + "; see: sealpost rule list"));
    }

    private List<GatewayRule> read(Path file) {
        return RuleFile.read(session.readText(file, FILE_LIMIT_BYTES));
    }

    private void tell(Supplier<List<String>> change) {
        List<String> changes = Mistake.told(change);
        say(changes.isEmpty() ? List.of("nothing to change") : changes);
    }

    private void say(List<String> lines) {
        lines.forEach(session::say);
    }

    private static Map<String, List<String>> fields(List<String> given) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String one : given) {
            int equals = one.indexOf('=');
            if (equals < 1) {
                throw new Mistake("expected FIELD=VALUE such as to=agency.example: " + one);
            }
            fields.computeIfAbsent(one.substring(0, equals), field -> new ArrayList<>())
                    .add(one.substring(equals + 1));
        }
        return fields;
    }

    private static String when(GatewayRule rule) {
        return rule.when().isEmpty()
                ? "always"
                : String.join(
                        "; ",
                        rule.when().stream()
                                .map(one -> one.field().word() + " " + String.join(" or ", one.values()))
                                .toList());
    }

    private static Map<String, Object> facts(GatewayRule rule) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", rule.name());
        facts.put(ENABLED, rule.enabled());
        facts.put("note", rule.note());
        Map<String, Object> when = new LinkedHashMap<>();
        for (RuleField field : RuleField.values()) {
            List<String> values = rule.values(field).toList();
            if (!values.isEmpty()) {
                when.put(field.word(), values);
            }
        }
        facts.put("when", when);
        facts.put("then", rule.then().words());
        facts.put("fields", RuleFields.of(rule));
        return facts;
    }
}
