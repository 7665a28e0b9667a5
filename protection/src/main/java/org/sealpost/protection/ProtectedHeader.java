package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;

/**
 * Reads the fields about a message that came inside its signature or encryption, and gives them to the message again: in the form
 * of RFC 9788, of its forerunner ({@code protected-headers="v1"}), or of RFC 8551 section 3.1 (a whole message inside).
 *
 * @param fields of the payload
 * @param wrapped the message inside, in the last form
 */
record ProtectedHeader(HeaderSection fields, Optional<Content> wrapped) {
    /** What mail programs show or answer by; outside these count for nothing once there are protected ones. */
    private static final Set<String> SHOWN = Set.of(
            "from",
            "sender",
            "to",
            "cc",
            "reply-to",
            "subject",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "comments",
            "keywords",
            "mail-followup-to");

    /** A message with its fields, and what the reader should be told of them; "" if nothing. */
    record Applied(Content message, String notice) {}

    /** Empty if the payload carries none; marks count at its root only (RFC 9788 section 4.2). */
    static Optional<ProtectedHeader> of(Content payload, HeaderSection outside) {
        HeaderSection header = HeaderSection.of(payload);
        MediaType type = MediaType.of(header);
        String hp = type.parameter("hp").orElse("").toLowerCase(Locale.ROOT);
        boolean forerunner = type.parameter("protected-headers").orElse("").equalsIgnoreCase("v1");
        if (hp.equals("clear") || hp.equals("cipher") || forerunner) {
            return Optional.of(new ProtectedHeader(header, Optional.empty()));
        }
        return type.name().equals("message/rfc822")
                ? wrapped(payload.from(header.lengthBytes()), outside)
                : Optional.empty();
    }

    /** A message that somebody forwards under a signature of his own looks the same, but names another author. */
    private static Optional<ProtectedHeader> wrapped(Content message, HeaderSection outside) {
        HeaderSection inside = HeaderSection.of(message);
        Optional<MailAddress> author = Author.of(inside);
        boolean same = author.isPresent()
                && Author.of(outside).filter(author.get()::isSameMailbox).isPresent();
        return same && OuterEntity.of(message).kind() == SmimeKind.NONE
                ? Optional.of(new ProtectedHeader(inside, Optional.of(message)))
                : Optional.empty();
    }

    boolean hasAuthor() {
        return Author.of(fields).isPresent();
    }

    /**
     * The message under these fields. Fields of the way it took stay; of those that are shown only the protected ones count.
     *
     * @param signed whether a good signature stands for the author that is named inside
     */
    Applied applied(Content message, boolean signed) {
        HeaderSection outside = HeaderSection.of(message);
        boolean trusted = signed || sameAuthor(outside);
        List<HeaderField> inside = inside(trusted);
        List<HeaderField> replaced = replaced(outside, inside, trusted);
        String notice = trusted ? "" : "the author named inside differs from the one outside, and nobody signed";
        return wrapped.isEmpty() && words(replaced).equals(words(inside))
                ? new Applied(message, notice)
                : new Applied(composed(message, outside, inside, replaced), notice);
    }

    /** Those that count for the message; whoever hides another author inside is not believed. */
    private List<HeaderField> inside(boolean trusted) {
        return fields.fields().stream()
                .filter(field -> !Entity.isMime(field) && !field.is("HP-Outer") && !field.is("Bcc"))
                .filter(field -> trusted || !field.is("From"))
                .toList();
    }

    private static List<HeaderField> replaced(HeaderSection outside, List<HeaderField> inside, boolean trusted) {
        Set<String> names = inside.stream().map(ProtectedHeader::name).collect(Collectors.toSet());
        return outside.fields().stream()
                .filter(field -> names.contains(name(field)) || SHOWN.contains(name(field)))
                .filter(field -> trusted || !field.is("From"))
                .toList();
    }

    private Content composed(
            Content message, HeaderSection outside, List<HeaderField> inside, List<HeaderField> replaced) {
        Content body = wrapped.map(inner -> inner.from(fields.lengthBytes()))
                .orElseGet(() -> message.from(outside.lengthBytes()));
        HeaderSection described = wrapped.isPresent() ? fields : outside;
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        outside.fields().stream()
                .filter(field -> !Entity.isMime(field) && !replaced.contains(field))
                .forEach(field -> header.writeBytes(field.raw()));
        inside.forEach(field -> header.writeBytes(field.raw()));
        header.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        described.fields().stream()
                .filter(field -> Entity.isMime(field) && !field.is("MIME-Version"))
                .forEach(field -> header.writeBytes(field.raw()));
        header.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return Content.concat(List.of(Content.owning(header.toByteArray()), body));
    }

    private boolean sameAuthor(HeaderSection outside) {
        Optional<MailAddress> inside = Author.of(fields);
        return inside.isPresent()
                && Author.of(outside).filter(inside.get()::isSameMailbox).isPresent();
    }

    private static String name(HeaderField field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> words(List<HeaderField> fields) {
        Stream<String> words = fields.stream().map(field -> name(field) + ": " + field.value());
        return new ArrayList<>(words.sorted().toList());
    }
}
