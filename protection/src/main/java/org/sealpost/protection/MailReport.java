package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * What another system reports about a message: whether it arrived (RFC 3464) or was displayed (RFC 8098). Nobody proves a report.
 *
 * @param messageId of the message that it is about
 */
public record MailReport(Optional<String> messageId, List<Line> lines) {
    private static final int PART_LIMIT_BYTES = 256 * 1024;
    private static final int LINES_LIMIT = 100;
    private static final int WORD_LIMIT = 200;

    public MailReport {
        lines = List.copyOf(lines);
    }

    /**
     * What became of one recipient.
     *
     * @param action such as {@code failed}, {@code delayed}, {@code delivered} or {@code displayed}
     * @param status such as {@code 5.1.1}; "" if none was told
     */
    public record Line(String recipient, String action, String status) {}

    /** Empty if the message is no report. */
    public static Optional<MailReport> of(Content message) {
        MediaType type = MediaType.of(HeaderSection.of(message));
        if (!type.name().equals("multipart/report")) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(message, MimePart.of(message)));
        } catch (UnreadableMessage e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MailReport read(Content message, MimePart root) throws IOException {
        Optional<String> messageId = Optional.empty();
        List<Line> lines = new ArrayList<>();
        for (MimePart part : root.parts()) {
            switch (part.type().name()) {
                case "message/delivery-status", "message/global-delivery-status" ->
                    groups(message, part).forEach(group -> addDelivery(group, lines));
                case "message/disposition-notification", "message/global-disposition-notification" -> {
                    for (HeaderSection group : groups(message, part)) {
                        messageId = messageId.or(() -> word(group, "Original-Message-ID"));
                        addDisposition(group, lines);
                    }
                }
                case "text/rfc822-headers", "message/rfc822", "message/rfc822-headers", "message/global-headers" -> {
                    HeaderSection original = HeaderSection.of(bytes(message, part));
                    messageId = messageId.or(() -> word(original, "Message-ID"));
                }
                default -> {
                    // For people.
                }
            }
        }
        return new MailReport(messageId, lines);
    }

    private static void addDelivery(HeaderSection group, List<Line> lines) {
        Optional<String> recipient = word(group, "Final-Recipient").or(() -> word(group, "Original-Recipient"));
        Optional<String> action = word(group, "Action");
        if (recipient.isPresent() && action.isPresent() && lines.size() < LINES_LIMIT) {
            lines.add(new Line(
                    address(recipient.get()),
                    action.get().toLowerCase(Locale.ROOT),
                    word(group, "Status").orElse("")));
        }
    }

    private static void addDisposition(HeaderSection group, List<Line> lines) {
        Optional<String> disposition = word(group, "Disposition");
        if (disposition.isPresent() && lines.size() < LINES_LIMIT) {
            String text = disposition.get().toLowerCase(Locale.ROOT);
            lines.add(new Line(
                    address(word(group, "Final-Recipient").orElse("")),
                    text.substring(text.indexOf(';') + 1).strip(),
                    ""));
        }
    }

    /** Behind {@code rfc822;}. */
    private static String address(String field) {
        return field.substring(field.indexOf(';') + 1).strip();
    }

    private static Optional<String> word(HeaderSection group, String name) {
        return group.value(name)
                .map(value -> value.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(value -> !value.isEmpty())
                .map(value -> value.substring(0, Math.min(value.length(), WORD_LIMIT)));
    }

    /** Fields in groups with empty lines between them (RFC 3464 section 2.1). */
    private static List<HeaderSection> groups(Content message, MimePart part) throws IOException {
        List<HeaderSection> groups = new ArrayList<>();
        byte[] bytes = bytes(message, part);
        int at = 0;
        while (at < bytes.length && groups.size() <= LINES_LIMIT) {
            HeaderSection group = HeaderSection.of(Arrays.copyOfRange(bytes, at, bytes.length));
            if (group.lengthBytes() == 0) {
                break;
            }
            groups.add(group);
            at += (int) group.lengthBytes();
        }
        return groups;
    }

    private static byte[] bytes(Content message, MimePart part) throws IOException {
        try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
            return in.readNBytes(PART_LIMIT_BYTES);
        }
    }
}
