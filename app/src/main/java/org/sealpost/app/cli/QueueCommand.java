package org.sealpost.app.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.Redirect;
import org.sealpost.mail.Ruling;
import org.sealpost.transport.Patience;
import org.sealpost.transport.QueueDesk;
import org.sealpost.transport.QueueDesk.Destination;
import org.sealpost.transport.QueueDesk.Done;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost queue}. */
@Command(name = "queue", description = "Mail that waits for delivery.", synopsisSubcommandLabel = "COMMAND")
final class QueueCommand {
    private static final int EXPORT_LIMIT_BYTES = 256 * 1024 * 1024;

    private final Session session;

    QueueCommand(Session session) {
        this.session = session;
    }

    private QueueDesk desk() {
        return session.house().queueDesk();
    }

    @Command(description = "List what waits, oldest first.")
    void list(
            @Mixin QueueOptions which,
            @Option(names = "--limit", defaultValue = "100", description = "How many; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<MailQueue.Entry> entries = desk().list(which.filter(), limit);
        if (form.isJson()) {
            session.json(entries.stream().map(QueueCommand::facts).toList());
        } else {
            session.table(
                    List.of("ID", "FROM", "TO", "SINCE", "STATE", "NEXT", "TRIES", "REASON"),
                    entries.stream().map(QueueCommand::row).toList());
        }
    }

    @Command(description = "List what waits by domain, the fullest first: why, and when it is tried again.")
    void destinations(@Mixin Form form) {
        List<Destination> destinations = desk().destinations();
        if (form.isJson()) {
            session.json(destinations.stream().map(QueueCommand::facts).toList());
        } else {
            session.table(
                    List.of("DOMAIN", "MESSAGES", "RECIPIENTS", "OLDEST", "NEXT", "REASON"),
                    destinations.stream().map(QueueCommand::row).toList());
            session.say("each message is tried again after " + Patience.TIMETABLE);
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

    @Command(description = "Try again now, but for what is suspended: one message, or all.")
    void flush(@Parameters(paramLabel = "ID", arity = "0..1") @Nullable String id) {
        session.record(id == null ? "queue" : id, "try again now");
        int messages = desk().flush(Optional.ofNullable(id));
        session.say(messages + " messages are tried again now");
    }

    @Command(description = "Keep messages in the queue; they are not tried until they are resumed.")
    void suspend(
            @Mixin QueueOptions which,
            @Option(names = "--all", description = "All that wait.") boolean all,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        QueueBook.Filter filter = which.chosen(all);
        tell("suspended", Mistake.told(() -> desk().suspend(filter, session.actor(), reason)));
    }

    @Command(description = "Try messages now, suspended or not.")
    void resume(@Mixin QueueOptions which, @Option(names = "--all", description = "All that wait.") boolean all) {
        tell("tried again now", desk().resume(which.chosen(all), session.actor()));
    }

    @Command(description = "Let nothing go to a domain, now and later; its mail is suspended.")
    void stop(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        tell("suspended", Mistake.told(() -> desk().stop(domain, session.actor(), reason)));
        session.say("nothing goes to " + domain + " until: sealpost queue go-on " + domain);
    }

    @Command(
            name = "go-on",
            description = "Let mail go to a stopped domain again; what was suspended is tried at once.")
    void goOn(@Parameters(paramLabel = "DOMAIN") Domain domain) {
        tell("tried again now", Mistake.told(() -> desk().goOn(domain, session.actor())));
    }

    @Command(
            description =
                    "Send messages to another host than their domain's own, at once. All that is demanded of connections"
                            + " with the domain is demanded of that host.")
    void redirect(
            @Mixin QueueOptions which,
            @Option(names = "--all", description = "All that wait.") boolean all,
            @Option(names = "--to", paramLabel = "HOST[:PORT]", description = "The host; port 25 if not given.")
                    @Nullable String to,
            @Option(names = "--back", description = "To the domain's own hosts again.") boolean back,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        if (back == (to != null)) {
            throw new Mistake("say either --to HOST[:PORT] or --back");
        }
        QueueBook.Filter filter = which.chosen(all);
        Optional<Redirect> host =
                Mistake.told(() -> Optional.ofNullable(to).map(text -> Redirect.parse(text, session.actor())));
        tell(
                host.map(one -> "redirected to " + one.address()).orElse("no longer redirected"),
                Mistake.told(() -> desk().redirect(filter, host, session.actor(), reason)));
    }

    @Command(description = "Take messages out of the queue for good, undelivered.")
    void remove(
            @Mixin QueueOptions which,
            @Option(names = "--all", description = "All that wait.") boolean all,
            @Option(names = "--tell-senders", description = "Send the senders a notice, with the reason.")
                    boolean tellSenders,
            @Option(names = "--reason", required = true, description = "Why; it stands in the audit log.")
                    String reason) {
        QueueBook.Filter filter = which.chosen(all);
        tell("removed", Mistake.told(() -> desk().remove(filter, session.actor(), reason, tellSenders)));
    }

    @Command(description = "Write the whole message as it lies in the queue into a file.")
    void export(@Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "FILE") Path file) {
        MailObject mail = desk().export(id, session.actor())
                .orElseThrow(() -> new Mistake("no message " + id + " waits; see: sealpost queue list"));
        PrivateFile.create(session.folder().resolve(file), () -> mail.content().bytes(EXPORT_LIMIT_BYTES));
        session.say("written to " + file);
    }

    private void tell(String what, Done done) {
        if (done.recipients() == 0 && done.busy().isEmpty()) {
            throw new Mistake("nothing like that waits; see: sealpost queue list");
        }
        session.say(what + ": " + done.recipients() + " recipients");
        done.busy()
                .forEach(entry -> session.say(
                        "under way just now, so left alone: " + entry.queueId() + " to " + entry.recipient()));
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
        if (desk().flush(Optional.of(id)) == 0) {
            throw new Mistake("no message " + id + " waits; see: sealpost queue held");
        }
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
                QueueOptions.word(entry.state()),
                next(entry).map(Instant::toString).orElse("-"),
                String.valueOf(entry.attempts()),
                entry.lastReason());
    }

    private static Optional<Instant> next(MailQueue.Entry entry) {
        return entry.state() == MailQueue.State.SUSPENDED ? Optional.empty() : Optional.of(entry.nextAttempt());
    }

    static Map<String, Object> facts(MailQueue.Entry entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", entry.queueId());
        facts.put("from", entry.sender().map(Object::toString).orElse(""));
        facts.put("to", entry.recipient().toString());
        facts.put("bytes", entry.sizeBytes());
        facts.put("receivedAt", entry.receivedAt().toString());
        facts.put("state", QueueOptions.word(entry.state()));
        next(entry).ifPresent(time -> facts.put("nextAttempt", time.toString()));
        facts.put("attempts", entry.attempts());
        facts.put("reason", entry.lastReason());
        entry.heldSince().ifPresent(since -> facts.put("heldSince", since.toString()));
        return facts;
    }

    private static List<String> row(Destination destination) {
        return List.of(
                destination.domain().toString(),
                String.valueOf(destination.messages()),
                String.valueOf(destination.recipients()),
                destination.oldest().toString(),
                destination.next().map(Instant::toString).orElse("-"),
                destination
                        .stop()
                        .map(stop -> "stopped by " + stop.by() + ": " + stop.reason())
                        .or(() -> destination
                                .rest()
                                .map(rest -> "does not answer since " + rest.since() + ", one message tries from "
                                        + rest.until() + " on: " + rest.reason()))
                        .orElse(destination.lastReason()));
    }

    private static Map<String, Object> facts(Destination destination) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", destination.domain().name());
        facts.put("messages", destination.messages());
        facts.put("recipients", destination.recipients());
        facts.put("oldest", destination.oldest().toString());
        destination.next().ifPresent(time -> facts.put("nextAttempt", time.toString()));
        facts.put("reason", destination.lastReason());
        destination.stop().ifPresent(stop -> {
            facts.put("stoppedSince", stop.since().toString());
            facts.put("stoppedBy", stop.by());
            facts.put("stoppedFor", stop.reason());
        });
        destination.rest().ifPresent(rest -> {
            facts.put("silentSince", rest.since().toString());
            facts.put("restsUntil", rest.until().toString());
        });
        return facts;
    }
}
