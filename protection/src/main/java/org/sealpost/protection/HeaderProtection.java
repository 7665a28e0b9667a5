package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/**
 * Writes header protection (RFC 9788 section 5.2): the fields go along inside the payload, and outside stands what may be seen by
 * all. Bytes are added to the entity; none of it is rewritten.
 */
final class HeaderProtection {
    private static final byte[] HIDDEN_SUBJECT = "Subject: [...]\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What servers write about the way of a message is no word of the author, and a blind copy is nobody else's business. */
    private static final Set<String> OF_THE_WAY = Set.of(
            "bcc", "received", "return-path", "delivered-to", "dkim-signature", "authentication-results", "hp-outer");

    private HeaderProtection() {}

    /** The message as fields outside and an entity inside, ready to be signed or encrypted. */
    static Entity of(Content message, HeaderMode mode) {
        HeaderSection header = HeaderSection.of(message);
        Entity entity = Entity.of(message, header);
        if (mode == HeaderMode.NONE || isProtected(MediaType.of(header))) {
            return entity;
        }
        List<HeaderField> fields =
                header.fields().stream().filter(HeaderProtection::isOfTheAuthor).toList();
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        fields.forEach(field -> inside.writeBytes(whole(field.raw())));
        ByteArrayOutputStream outside = new ByteArrayOutputStream();
        boolean hides = mode == HeaderMode.HIDDEN;
        header.fields().stream()
                .filter(field -> !Entity.isMime(field))
                .forEach(field -> outside.writeBytes(hides ? hidden(field) : field.raw()));
        if (mode.encrypts()) {
            // What the author's side left outside, so that an answer hides the same (RFC 9788 section 2.2.1).
            fields.forEach(field -> asOuter(hides ? hidden(field) : whole(field.raw()), inside));
        }
        Content payload = marked(entity.content(), mode, hides ? subject(header) : "");
        return new Entity(
                Content.owning(outside.toByteArray()),
                Content.concat(List.of(Content.owning(inside.toByteArray()), payload)));
    }

    private static boolean isProtected(MediaType type) {
        return type.name().equals("multipart/signed")
                || type.name().equals("multipart/encrypted")
                || type.isPkcs7("pkcs7-mime")
                || type.parameter("hp").isPresent();
    }

    private static boolean isOfTheAuthor(HeaderField field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return !Entity.isMime(field)
                && !OF_THE_WAY.contains(name)
                && !name.startsWith("arc-")
                && !name.startsWith("resent-")
                && !name.startsWith("x-sealpost-");
    }

    /** The policy hcp_baseline of RFC 9788 section 3.2.1; empty if the field is left out. */
    private static byte[] hidden(HeaderField field) {
        if (field.is("Subject")) {
            return HIDDEN_SUBJECT;
        }
        return field.is("Comments") || field.is("Keywords") ? new byte[0] : whole(field.raw());
    }

    private static void asOuter(byte[] field, ByteArrayOutputStream to) {
        if (field.length > 0) {
            to.writeBytes("HP-Outer: ".getBytes(StandardCharsets.US_ASCII));
            to.writeBytes(field);
        }
    }

    /** The last field of a header section without a body may lack its line end. */
    private static byte[] whole(byte[] raw) {
        if (raw.length > 0 && raw[raw.length - 1] == '\n') {
            return raw;
        }
        byte[] ended = java.util.Arrays.copyOf(raw, raw.length + 2);
        ended[raw.length] = '\r';
        ended[raw.length + 1] = '\n';
        return ended;
    }

    private static String subject(HeaderSection header) {
        return header.value("Subject").map(EncodedWords::decode).orElse("");
    }

    private static Content marked(Content entity, HeaderMode mode, String subject) {
        List<Insertion> insertions = new ArrayList<>();
        HeaderSection header = HeaderSection.of(entity);
        insertions.add(Insertion.parameter(header, 0, "hp=\"" + (mode.encrypts() ? "cipher" : "clear") + "\""));
        if (!subject.isEmpty()) {
            insertions.addAll(LegacyDisplay.of(entity, header, subject));
        }
        return Insertion.into(entity, insertions);
    }
}
