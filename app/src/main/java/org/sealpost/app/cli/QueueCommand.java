package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Ruling;
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

    @Command(description = "Tell how far a message is: who of its recipients has it still before them.")
    void show(@Parameters(paramLabel = "ID") String id, @Mixin Form form) {
        MailQueue.Progress progress = session.house()
                .queue()
                .progress(id)
                .orElseThrow(() -> new Mistake(id + " is not in the queue; see: sealpost explain " + id));
        if (form.isJson()) {
            session.json(Map.of(
                    "id",
                    id,
                    "groups",
                    progress.groups(),
                    "left",
                    progress.left(),
                    "underWay",
                    progress.underWay(),
                    "held",
                    progress.held()));
        } else {
            session.say((progress.groups() == 0 ? "" : "groups to be expanded: " + progress.groups() + "\n")
                    + "recipients left: " + progress.left() + "\nunder way: " + progress.underWay()
                    + "\nwaiting for a certificate: " + progress.held());
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

    @Command(description = "List mail that waits for a certificate of its recipient, oldest first.")
    void held(
            @Option(names = "--limit", defaultValue = "100", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<MailQueue.Entry> entries = session.house().gateway().held(limit);
        if (form.isJson()) {
            session.json(entries.stream().map(QueueCommand::facts).toList());
        } else {
            session.table(
                    List.of("ID", "FROM", "TO", "HELD SINCE", "REASON"),
                    entries.stream()
                            .map(entry -> List.of(
                                    entry.queueId(),
                                    entry.sender().map(Object::toString).orElse("<>"),
                                    entry.recipient().toString(),
                                    entry.heldSince().map(Object::toString).orElse(""),
                                    entry.lastReason()))
                            .toList());
        }
    }

    @Command(
            description = "Look at a message that waits for a certificate again: it leaves if the rules let it now."
                    + " Its protection stays what the rules demand.")
    void release(@Parameters(paramLabel = "ID") String id) {
        session.record(id, "look at it again");
        if (session.house().queue().flush(Optional.of(id)) == 0) {
            throw new Mistake("no message " + id + " waits; see: sealpost queue held");
        }
        session.house().newMail().announce();
        session.say(id + " is looked at again now; see: sealpost explain " + id);
    }

    @Command(
            name = "release-unencrypted",
            description = "Let a message that waits for a certificate go to one recipient without encryption.")
    void releaseUnencrypted(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "RECIPIENT") MailAddress recipient,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        rule(id, recipient, Ruling.Kind.WAIVE, reason);
        session.say(id + " goes to " + recipient + " without encryption, unless a certificate is known by now");
    }

    @Command(description = "Send a message that waits for a certificate of a recipient back to its sender.")
    void refuse(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "RECIPIENT") MailAddress recipient,
            @Option(names = "--reason", required = true, description = "Why; the sender reads it.") String reason) {
        rule(id, recipient, Ruling.Kind.REFUSE, reason);
        session.say(id + " does not go to " + recipient + "; its sender gets a notice");
    }

    private void rule(String id, MailAddress recipient, Ruling.Kind kind, String reason) {
        Ruling ruling = Mistake.told(() -> new Ruling(kind, session.actor(), reason));
        session.house().gateway().rule(id, recipient, ruling);
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
        entry.heldSince().ifPresent(since -> facts.put("heldSince", since.toString()));
        return facts;
    }
}
