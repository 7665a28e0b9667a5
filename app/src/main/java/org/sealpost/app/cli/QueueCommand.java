package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost queue}. */
@Command(name = "queue", description = "Mail that waits for delivery.", synopsisSubcommandLabel = "COMMAND")
final class QueueCommand {
    private final Session session;

    QueueCommand(Session session) {
        this.session = session;
    }

    @Command(description = "List what waits, oldest first.")
    void list(
            @Option(names = "--limit", defaultValue = "100", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<MailQueue.Entry> entries = session.house().queue().browse(limit);
        if (form.isJson()) {
            session.json(entries.stream().map(QueueCommand::facts).toList());
        } else {
            session.table(
                    List.of("ID", "FROM", "TO", "SINCE", "NEXT", "TRIES", "REASON"),
                    entries.stream().map(QueueCommand::row).toList());
        }
    }

    @Command(description = "Try again now: one message, or all.")
    void flush(@Parameters(paramLabel = "ID", arity = "0..1") @Nullable String id) {
        session.record(id == null ? "queue" : id, "try again now");
        int messages = session.house().queue().flush(Optional.ofNullable(id));
        session.house().newMail().announce();
        session.say(messages + " messages are tried again now");
    }

    @Command(description = "Take a message out of the queue, undelivered, without a notice to its sender.")
    void remove(@Parameters(paramLabel = "ID") String id) {
        session.house()
                .auditLog()
                .append(new AuditEvent(
                        session.house().clock().instant(),
                        AuditAction.ADMINISTER,
                        session.actor(),
                        id,
                        "remove from the queue",
                        List.of(Finding.of(AdministrationRule.ASKED_BY, session.actor()))));
        if (!session.house().queue().remove(id)) {
            throw new Mistake("no message " + id + " waits; see: sealpost queue list");
        }
        session.say("removed " + id);
    }

    private static List<String> row(MailQueue.Entry entry) {
        return List.of(
                entry.queueId(),
                entry.sender().map(Object::toString).orElse("<>"),
                entry.recipient().toString(),
                entry.receivedAt().toString(),
                entry.nextAttempt().toString(),
                String.valueOf(entry.attempts()),
                entry.lastReason());
    }

    private static Map<String, Object> facts(MailQueue.Entry entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", entry.queueId());
        facts.put("from", entry.sender().map(Object::toString).orElse(""));
        facts.put("to", entry.recipient().toString());
        facts.put("bytes", entry.sizeBytes());
        facts.put("receivedAt", entry.receivedAt().toString());
        facts.put("nextAttempt", entry.nextAttempt().toString());
        facts.put("attempts", entry.attempts());
        facts.put("reason", entry.lastReason());
        return facts;
    }
}
