package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Quarantine.Entry;
import org.sealpost.transport.QuarantineDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost quarantine}. */
@Command(
        name = "quarantine",
        description = "Mail that was put aside because of what is in it, or because nobody could look into it.",
        synopsisSubcommandLabel = "COMMAND")
final class QuarantineCommand {
    private static final List<String> SHOWN = List.of("From", "To", "Cc", "Subject", "Date", "Message-ID");
    private static final int EXPORT_LIMIT_BYTES = 256 * 1024 * 1024;

    private final Session session;

    QuarantineCommand(Session session) {
        this.session = session;
    }

    private QuarantineDesk desk() {
        return session.house().inspecting().quarantine();
    }

    @Command(description = "List what was put aside, newest first.")
    void list(
            @Option(names = "--limit", defaultValue = "100", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<Entry> entries = desk().list(limit);
        if (form.isJson()) {
            session.json(entries.stream().map(QuarantineCommand::facts).toList());
        } else {
            session.table(
                    List.of("ID", "FROM", "TO", "SINCE", "UNTIL", "STATE", "WHY"),
                    entries.stream().map(QuarantineCommand::row).toList());
        }
    }

    @Command(description = "Show why a message was put aside, and the fields outside of it; nothing of its text.")
    void show(@Parameters(paramLabel = "ID") String id, @Mixin Form form) {
        Entry entry = known(id);
        Map<String, Object> facts = facts(entry);
        Optional<HeaderSection> header = desk().header(id);
        SHOWN.forEach(name -> header.flatMap(fields -> fields.value(name))
                .ifPresent(value -> facts.put("header " + name, EncodedWords.decode(value))));
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "Let a message go on. It is protected as any other; it is not inspected again.")
    void release(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        String queueId = Mistake.told(() -> desk().release(id, session.actor(), reason));
        session.say("goes on as " + queueId + "; see: sealpost explain " + queueId);
    }

    @Command(description = "Remove a message for good. Nobody is told.")
    void delete(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        Mistake.told(() -> {
            desk().remove(id, session.actor(), reason);
            return id;
        });
        session.say("removed " + id);
    }

    @Command(description = "Write the whole message as it came into a file, as evidence. It may hold harmful software.")
    void export(@Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "FILE") Path file) {
        known(id);
        MailObject mail = desk().evidence(id, session.actor()).orElseThrow(() -> unknown(id));
        PrivateFile.create(session.folder().resolve(file), () -> mail.content().bytes(EXPORT_LIMIT_BYTES));
        session.say("written to " + file);
    }

    private Entry known(String id) {
        return desk().find(id).orElseThrow(() -> unknown(id));
    }

    private static Mistake unknown(String id) {
        return new Mistake("no message " + id + " is in quarantine; see: sealpost quarantine list");
    }

    private static List<String> row(Entry entry) {
        return List.of(
                entry.id(),
                sender(entry),
                recipients(entry),
                entry.since().toString(),
                entry.until().toString(),
                state(entry),
                why(entry));
    }

    private static Map<String, Object> facts(Entry entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", entry.id());
        facts.put("queueId", entry.queueId());
        facts.put("from", sender(entry));
        facts.put("to", recipients(entry));
        facts.put("bytes", entry.sizeBytes());
        facts.put("since", entry.since().toString());
        facts.put("until", entry.until().toString());
        facts.put("state", state(entry));
        facts.put("why", why(entry));
        return facts;
    }

    private static String sender(Entry entry) {
        return entry.sender().map(MailAddress::toString).orElse("<>");
    }

    private static String recipients(Entry entry) {
        return entry.recipients().stream().map(MailAddress::toString).collect(Collectors.joining(", "));
    }

    private static String state(Entry entry) {
        return entry.releasedAs().map(queueId -> "released as " + queueId).orElse("waits");
    }

    private static String why(Entry entry) {
        return Explanation.sentences(entry.because(), Locale.ENGLISH);
    }
}
