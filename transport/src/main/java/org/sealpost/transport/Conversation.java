package org.sealpost.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was said in one SMTP session about one message. A session may carry many; of the others nothing is in it.
 *
 * @param session as the protocol log names it
 * @param lines in their order; empty if they are no longer kept
 * @param others how many other messages the session carried
 */
public record Conversation(String session, String connector, List<Said> lines, int others) {
    public Conversation {
        lines = List.copyOf(lines);
    }

    /**
     * One line, as the protocol log has it: no secrets, no content.
     *
     * @param event {@code +} connected, {@code -} ended, {@code >} sent by us, {@code <} sent to us, {@code *} anything else
     */
    public record Said(Instant at, String session, int sequence, String event, String data, String context) {
        /** Of a note in front of what is said about a message, with its Message-ID. */
        private static final String MESSAGE = "MESSAGE";

        private boolean isCommand(String word) {
            return (event.equals("<") || event.equals(">")) && data.regionMatches(true, 0, word, 0, word.length());
        }

        private boolean names(String recipient) {
            return isCommand("RCPT ")
                    && data.toLowerCase(Locale.ROOT).contains("<" + recipient.toLowerCase(Locale.ROOT) + ">");
        }
    }

    /** The part of a session about one message. */
    private static final class Part {
        private final List<Said> lines = new ArrayList<>();
        private boolean hasSender;

        boolean isAbout(String queueId, Set<String> recipients, Instant writtenDown) {
            return lines.stream().anyMatch(line -> line.data().contains("accepted as " + queueId))
                    || !lines.getFirst().at().isAfter(writtenDown)
                            && recipients.stream()
                                    .anyMatch(recipient -> lines.stream().anyMatch(line -> line.names(recipient)));
        }
    }

    /**
     * Takes from a session what is about one message: how it began and ended, and the last part that can be meant; all of it if
     * none is found.
     *
     * @param all the whole session
     * @param writtenDown when the record of the message named the session, which is after that was said
     */
    static Conversation about(
            String queueId,
            Set<String> recipients,
            Instant writtenDown,
            String session,
            String connector,
            List<Said> all) {
        List<Said> begin = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        List<Said> end = new ArrayList<>();
        for (Said line : all) {
            if (!end.isEmpty() || line.isCommand("QUIT") || line.event().equals("-")) {
                end.add(line);
            } else {
                sort(line, begin, parts);
            }
        }
        Optional<Part> meant = parts.reversed().stream()
                .filter(part -> part.isAbout(queueId, recipients, writtenDown))
                .findFirst();
        return meant.map(part -> new Conversation(
                        session,
                        connector,
                        Stream.of(begin, part.lines, end).flatMap(List::stream).toList(),
                        parts.size() - 1))
                .orElseGet(() -> new Conversation(session, connector, all, Math.max(0, parts.size() - 1)));
    }

    private static void sort(Said line, List<Said> begin, List<Part> parts) {
        boolean note = line.event().equals("*") && line.context().equals(Said.MESSAGE);
        boolean sender = line.isCommand("MAIL ");
        if (note || sender && (parts.isEmpty() || parts.getLast().hasSender)) {
            parts.add(new Part());
        }
        if (parts.isEmpty()) {
            begin.add(line);
        } else {
            parts.getLast().lines.add(line);
            parts.getLast().hasSender |= sender;
        }
    }
}
