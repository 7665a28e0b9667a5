package org.sealpost.transport;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.QueueBook;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.ConnectionRule;
import org.sealpost.policy.ConnectorRule;
import org.sealpost.policy.Finding;
import org.sealpost.transport.Conversation.Said;

/** All that is known of one message, on one page: what was written down of it, how it stands in the queue, and what was said. */
public final class MessageStory {
    private static final int LINES = 1_000;
    private static final int WAITING = 10_000;

    private final AuditLog auditLog;
    private final QueueDesk queue;
    private final Conversations conversations;

    public MessageStory(AuditLog auditLog, QueueDesk queue, Conversations conversations) {
        this.auditLog = auditLog;
        this.queue = queue;
        this.conversations = conversations;
    }

    /** Where one reads what was said in sessions. */
    @FunctionalInterface
    public interface Conversations {
        /**
         * All lines of these sessions that are still there, in their order.
         *
         * @throws IOException if they cannot be read
         */
        List<Said> of(Set<String> sessions) throws IOException;
    }

    /**
     * The page.
     *
     * @param record all lines of the audit log, oldest first
     * @param waiting recipients that are in the queue now
     * @param tries each try to deliver, oldest first
     * @param conversations what was said, in the order in which the record names the sessions
     * @param trouble why conversations could not be read; empty if they could
     */
    public record Page(
            String queueId,
            List<AuditLine> record,
            List<MailQueue.Entry> waiting,
            List<Try> tries,
            List<Conversation> conversations,
            String trouble) {
        public Page {
            record = List.copyOf(record);
            waiting = List.copyOf(waiting);
            tries = List.copyOf(tries);
            conversations = List.copyOf(conversations);
        }

        /** Everything in the order of time. */
        public List<Moment> moments() {
            Stream<Moment> said = conversations.stream()
                    .flatMap(one -> one.lines().stream()
                            .map(line -> new Moment(line.at(), Optional.empty(), Optional.of(one), Optional.of(line))));
            Stream<Moment> written = record.stream()
                    .map(line -> new Moment(line.event().at(), Optional.of(line), Optional.empty(), Optional.empty()));
            // what is written down in the same moment follows from what was said
            return Stream.concat(said, written)
                    .sorted(Comparator.comparing(Moment::at))
                    .toList();
        }
    }

    /** Either a line of the record or one of a conversation. */
    public record Moment(
            Instant at, Optional<AuditLine> written, Optional<Conversation> conversation, Optional<Said> said) {}

    /**
     * One step that needed a connection.
     *
     * @param session in which it was done; empty if the protocol log was off then, or there was no connection at all
     */
    public record Try(AuditEvent event, Optional<String> session) {}

    /** Empty if nothing is known of the message. */
    public Optional<Page> of(String queueId) {
        List<AuditLine> record = auditLog.find(queueId, LINES).reversed();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        List<AuditEvent> events = record.stream().map(AuditLine::event).toList();
        List<Try> tries = events.stream()
                .filter(MessageStory::needsConnection)
                .map(event -> new Try(
                        event,
                        sessions(event).map(Finding::facts).map(List::getFirst).findFirst()))
                .toList();
        List<MailQueue.Entry> waiting = queue.list(QueueBook.Filter.ALL.of(queueId), WAITING);
        try {
            return Optional.of(new Page(queueId, record, waiting, tries, said(queueId, events), ""));
        } catch (IOException e) {
            return Optional.of(new Page(
                    queueId, record, waiting, tries, List.of(), "the protocol log cannot be read: " + e.getMessage()));
        }
    }

    private static boolean needsConnection(AuditEvent event) {
        return switch (event.action()) {
            case ACCEPT -> event.because().stream().anyMatch(MessageStory::came);
            case DELIVER -> event.outcome().startsWith("delivered to ");
            case DEFER, REFUSE -> sessions(event).findAny().isPresent() || FiveLegs.isTry(event);
            default -> false;
        };
    }

    private static boolean came(Finding finding) {
        return finding.rule() == ConnectionRule.CAME_ENCRYPTED
                || finding.rule() == ConnectionRule.CAME_FROM_PARTNER
                || finding.rule() == ConnectionRule.CAME_IN_CLEAR
                || finding.rule() == ConnectorRule.CAME_THROUGH_TUNNEL;
    }

    private static Stream<Finding> sessions(AuditEvent event) {
        return event.because().stream().filter(finding -> finding.rule() == ConnectionRule.CONVERSATION_LOGGED);
    }

    /** A session is told once, however many recipients had a part in it. */
    private List<Conversation> said(String queueId, List<AuditEvent> events) throws IOException {
        Map<String, Finding> named = new LinkedHashMap<>();
        Map<String, Instant> last = new LinkedHashMap<>();
        for (AuditEvent event : events) {
            sessions(event).forEach(finding -> {
                named.putIfAbsent(finding.facts().getFirst(), finding);
                last.put(finding.facts().getFirst(), event.at());
            });
        }
        if (named.isEmpty()) {
            return List.of();
        }
        Map<String, List<Said>> lines = conversations.of(new LinkedHashSet<>(named.keySet())).stream()
                .collect(Collectors.groupingBy(Said::session));
        Set<String> recipients = FiveLegs.of(events).recipients().keySet();
        List<Conversation> all = new ArrayList<>();
        named.forEach((session, finding) -> all.add(Conversation.about(
                queueId,
                recipients,
                last.getOrDefault(session, Instant.MAX),
                session,
                finding.facts().get(1),
                lines.getOrDefault(session, List.of()))));
        return all;
    }
}
