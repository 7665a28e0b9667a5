package org.sealpost.app.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.protocollog.LogLine;
import org.sealpost.protocols.protocollog.ProtocolLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost protocol-log}. */
@Command(
        name = "protocol-log",
        description = "Write down what is said in SMTP sessions, without passwords and without mail.",
        synopsisSubcommandLabel = "COMMAND")
final class ProtocolLogCommand {
    private final Session session;

    ProtocolLogCommand(Session session) {
        this.session = session;
    }

    private ProtocolLog log() {
        return session.house().outbound().protocolLog();
    }

    @Command(description = "Write down all sessions of a connector that begin from now on.")
    void on(@Parameters(paramLabel = "CONNECTOR", description = "As `protocol-log list` names it.") String connector) {
        turn(connector, true);
    }

    @Command(description = "Write down no more of a connector; what was written stays.")
    void off(@Parameters(paramLabel = "CONNECTOR", description = "As `protocol-log list` names it.") String connector) {
        turn(connector, false);
    }

    private void turn(String connector, boolean on) {
        Set<String> known = log().connectors();
        if (!known.contains(connector)) {
            throw new Mistake("no connector " + connector + "; there are " + String.join(", ", known));
        }
        if (log().switchedOn().contains(connector) != on) {
            session.record(
                    connector,
                    on ? "write down its sessions" : "write down its sessions no more",
                    log().switching(connector, on));
        }
        session.say(
                on
                        ? "the sessions of " + connector + " are written to " + log().folder()
                        : "no session of " + connector + " is written down any more");
    }

    @Command(description = "List the connectors, and of which the sessions are written down.")
    void list(@Mixin Form form) {
        Set<String> on = log().switchedOn();
        if (form.isJson()) {
            session.json(log().connectors().stream()
                    .map(one -> Map.of("connector", one, "on", on.contains(one)))
                    .toList());
            return;
        }
        session.table(
                List.of("CONNECTOR", "WRITTEN"),
                log().connectors().stream()
                        .map(one -> List.of(one, on.contains(one) ? "on" : "off"))
                        .toList());
    }

    @Command(description = "Show the newest lines.")
    void show(
            @Option(names = "--session", paramLabel = "ID", description = "One session, whole.") @Nullable String id,
            @Option(names = "--connector", paramLabel = "C", description = "Of one connector.") @Nullable String connector,
            @Option(names = "--since", paramLabel = "TIME", description = "Such as 2026-05-01T08:00:00Z.") @Nullable Instant since,
            @Option(
                            names = "--limit",
                            defaultValue = "1000",
                            description = "How many lines; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        Predicate<LogLine> wanted = line -> (id == null || line.session().equals(id))
                && (connector == null || line.connector().equals(connector))
                && (since == null || !line.at().isBefore(since));
        List<LogLine> lines = found(wanted, Math.max(1, limit));
        if (form.isJson()) {
            session.json(lines.stream().map(ProtocolLogCommand::facts).toList());
        } else {
            lines.forEach(line -> session.say(text(line)));
        }
    }

    private List<LogLine> found(Predicate<LogLine> wanted, int limit) {
        try {
            return log().find(wanted, limit);
        } catch (IOException e) {
            throw new Mistake("the protocol log in " + log().folder() + " cannot be read: " + e.getMessage());
        }
    }

    private static String text(LogLine line) {
        String context = line.context().isEmpty() ? "" : "  (" + line.context() + ")";
        String who = line.event().equals("+") ? line.remote() + " with " + line.local() : line.data();
        return (line.at() + "  " + line.connector() + "  " + line.session() + "  " + line.event() + "  " + who
                        + context)
                .stripTrailing();
    }

    private static Map<String, Object> facts(LogLine line) {
        Map<String, Object> facts = new LinkedHashMap<>();
        List<String> values = line.values();
        for (int column = 0; column < values.size(); column++) {
            facts.put(LogLine.COLUMNS.get(column), values.get(column));
        }
        facts.put("sequence-number", line.sequence());
        return facts;
    }
}
