package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.AuditedComputers;
import org.sealpost.identity.Computer;
import org.sealpost.identity.ComputerChanges;
import org.sealpost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost computer}. */
@Command(
        name = "computer",
        description = "Computers and services that get certificates.",
        synopsisSubcommandLabel = "COMMAND")
final class ComputerCommand {
    private final Session session;

    ComputerCommand(Session session) {
        this.session = session;
    }

    /** What a computer may be given. */
    static final class Properties {
        @Option(names = "--unit", paramLabel = "UNIT", description = "The organisational unit, such as Servers/Web.")
        @Nullable String unit;

        @Option(
                names = "--dns",
                paramLabel = "NAME",
                description = "Another name under which it is reached; may be repeated. On change: all other names.")
        @Nullable List<String> aliases;

        Computer over(Computer before, boolean enabled) {
            return new Computer(
                    before.domain(),
                    before.name(),
                    aliases == null ? before.aliases() : aliases,
                    unit == null ? before.unit() : unit,
                    enabled);
        }
    }

    @Command(description = "Add a computer.")
    void add(
            @Parameters(
                            paramLabel = "HOST",
                            description = "Such as intranet.example.org, or intranet in the first domain.")
                    String host,
            @Mixin Properties properties) {
        Computer computer = checked(() -> properties.over(named(host), true));
        changes().add(computer);
        session.house().enroll(computer);
        session.say("added " + computer.hostName());
    }

    @Command(description = "List the computers.")
    void list(@Mixin Form form) {
        List<Computer> computers = session.house().computers().all();
        if (form.isJson()) {
            session.json(computers.stream().map(ComputerCommand::facts).toList());
            return;
        }
        session.table(
                List.of("HOST", "OTHER NAMES", "UNIT"),
                computers.stream()
                        .map(computer -> List.of(
                                computer.hostName() + (computer.enabled() ? "" : " (disabled)"),
                                computer.aliases().isEmpty() ? "-" : String.join(", ", computer.aliases()),
                                computer.unit().isEmpty() ? "-" : computer.unit()))
                        .toList());
    }

    @Command(description = "Show a computer.")
    void show(@Parameters(paramLabel = "HOST") String host, @Mixin Form form) {
        Map<String, Object> facts = facts(computer(host));
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "Change the unit or the other names of a computer.")
    void change(@Parameters(paramLabel = "HOST") String host, @Mixin Properties properties) {
        Computer before = computer(host);
        Computer changed = checked(() -> properties.over(before, before.enabled()));
        changes().change(changed);
        session.house().enroll(changed);
        session.say("changed " + before.hostName());
    }

    @Command(description = "Give a computer no more certificates, and withdraw those it has.")
    void disable(@Parameters(paramLabel = "HOST") String host) {
        enable(computer(host), false);
    }

    @Command(description = "Let a disabled computer have certificates again.")
    void enable(@Parameters(paramLabel = "HOST") String host) {
        enable(computer(host), true);
    }

    @Command(description = "Remove a computer.")
    void remove(@Parameters(paramLabel = "HOST") String host) {
        Computer computer = computer(host);
        changes().remove(computer.hostName());
        session.house().enroll(computer);
        session.say("removed " + computer.hostName());
    }

    private void enable(Computer computer, boolean enabled) {
        Computer changed = new Properties().over(computer, enabled);
        changes().change(changed);
        session.house().enroll(changed);
        session.say((enabled ? "enabled " : "disabled ") + computer.hostName());
    }

    private ComputerChanges changes() {
        return new AuditedComputers(
                session.house().computerEditor(),
                session.house().auditLog(),
                session.house().clock(),
                session.actor());
    }

    /** In the one of our domains that the name ends with; in the first one, if it has no dot. */
    private Computer named(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.indexOf('.') < 0) {
            return new Computer(session.firstDomain(), name, List.of(), "", true);
        }
        Domain domain = session.house().directory().domains().stream()
                .filter(one -> name.endsWith("." + one.name()))
                .max(java.util.Comparator.comparingInt(one -> one.name().length()))
                .orElseThrow(() -> new Mistake("expected a host name in one of our domains, such as intranet."
                        + session.firstDomain() + ": " + host));
        return new Computer(
                domain, name.substring(0, name.length() - domain.name().length() - 1), List.of(), "", true);
    }

    private Computer computer(String host) {
        String name = host.indexOf('.') < 0 ? host + "." + session.firstDomain() : host;
        return session.house()
                .computers()
                .find(name)
                .orElseThrow(() -> new Mistake("no computer " + name + "; see: sealpost computer list"));
    }

    private static Computer checked(java.util.function.Supplier<Computer> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> facts(Computer computer) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("host", computer.hostName());
        facts.put("domain", computer.domain().name());
        facts.put("aliases", computer.aliases());
        facts.put("unit", computer.unit());
        facts.put("enabled", computer.enabled());
        return facts;
    }
}
