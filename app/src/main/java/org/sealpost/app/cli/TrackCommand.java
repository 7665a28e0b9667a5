package org.sealpost.app.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AuditLine;
import org.sealpost.store.MessageTracking.Search;
import org.sealpost.transport.FiveLegs.Way;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost track}. */
@Command(
        name = "track",
        description = "Follow messages through all stations: by queue id or Message-ID, by sender, recipient and time.")
final class TrackCommand implements Runnable {
    private static final int LINES = 1_000;

    private final Session session;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "A queue id or a Message-ID.")
    private @Nullable String id;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "From this sender.")
    private @Nullable MailAddress sender;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "To this recipient.")
    private @Nullable MailAddress recipient;

    @Option(names = "--since", paramLabel = "TIME", description = "Such as 2026-05-01T08:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Up to this time.")
    private @Nullable Instant until;

    @Option(names = "--limit", defaultValue = "20", description = "How many messages; ${DEFAULT-VALUE} if not given.")
    private int limit;

    @Mixin
    private Form form = new Form();

    TrackCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<String> ids = id == null ? found() : named(id);
        Map<String, List<AuditLine>> messages = new LinkedHashMap<>();
        for (String one : ids) {
            List<AuditLine> lines = session.house().auditLog().find(one, LINES).reversed();
            if (!lines.isEmpty()) {
                messages.put(one, lines);
            }
        }
        if (messages.isEmpty()) {
            throw new Mistake(
                    "nothing is known of such a message; the audit log has what was accepted, not what was refused at"
                            + " the door");
        }
        if (form.isJson()) {
            session.json(messages.entrySet().stream().map(TrackCommand::facts).toList());
        } else {
            messages.forEach(this::print);
        }
    }

    /** Several messages may have the same Message-ID. */
    private List<String> named(String name) {
        List<String> ids = session.house().queue().queueIdsOf(name, limit);
        return ids.isEmpty() ? List.of(name) : ids;
    }

    private List<String> found() {
        return session.house()
                .gateway()
                .tracking()
                .find(
                        new Search(
                                Optional.ofNullable(sender),
                                Optional.ofNullable(recipient),
                                Optional.ofNullable(since),
                                Optional.ofNullable(until)),
                        limit);
    }

    private void print(String queueId, List<AuditLine> lines) {
        session.say(queueId);
        HopsForm.trail(lines).ifPresent(trail -> session.say("  came over " + trail.summary()));
        Way way = WayForm.way(lines);
        way.levels()
                .keySet()
                .forEach(recipient -> session.say("  to " + recipient + ": " + LevelForm.text(way, recipient)));
        for (AuditLine line : lines) {
            session.say("  " + line.event().at() + "  " + station(line) + "  "
                    + line.event().outcome());
        }
    }

    private static Map<String, Object> facts(Map.Entry<String, List<AuditLine>> message) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", message.getKey());
        HopsForm.trail(message.getValue()).ifPresent(trail -> facts.put("hops", HopsForm.facts(trail)));
        Map<String, Object> levels = new LinkedHashMap<>();
        WayForm.way(message.getValue())
                .levels()
                .forEach((recipient, level) -> levels.put(recipient, LevelForm.facts(level)));
        facts.put("levels", levels);
        facts.put(
                "stations",
                message.getValue().stream()
                        .map(line -> {
                            Map<String, Object> station = new LinkedHashMap<>();
                            station.put("at", line.event().at().toString());
                            station.put("station", station(line));
                            station.put("outcome", line.event().outcome());
                            station.put("words", AuditCommand.because(line.event()));
                            return station;
                        })
                        .toList());
        return facts;
    }

    private static String station(AuditLine line) {
        return line.event().action().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
