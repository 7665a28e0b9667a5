package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/**
 * A message taken apart: the fields of the message, and the MIME entity that its Content fields describe.
 *
 * @param content where it lies, maybe in several pieces
 */
record Entity(Content outerHeader, Content content) {
    private static final String DEFAULT_TYPE = "Content-Type: text/plain; charset=us-ascii\r\n";

    static Entity of(Content message) {
        return of(message, HeaderSection.of(message));
    }

    /** {@code header}: that of the message. */
    static Entity of(Content message, HeaderSection header) {
        StringBuilder type = new StringBuilder();
        if (header.first("Content-Type").isEmpty()) {
            type.append(DEFAULT_TYPE);
        }
        Content body = message.from(header.lengthBytes());
        return new Entity(
                fields(header, field -> !isMime(field)),
                Content.sequence(
                        List.of(ascii(type.toString()), fields(header, Entity::isContent), ascii("\r\n"), body)));
    }

    /** The outer fields with the entity under them; of the entity's fields only those about its content count. */
    static Content splice(HeaderSection outer, Content entity) {
        HeaderSection inner = HeaderSection.of(entity);
        return Content.concat(List.of(
                fields(outer, field -> !isMime(field)),
                ascii("MIME-Version: 1.0\r\n"),
                fields(inner, Entity::isContent),
                ascii("\r\n"),
                entity.from(inner.lengthBytes())));
    }

    static Content ascii(String text) {
        return Content.owning(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Content fields(HeaderSection header, Predicate<HeaderField> wanted) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (HeaderField field : header.fields()) {
            if (wanted.test(field)) {
                raw.writeBytes(field.raw());
            }
        }
        return Content.owning(raw.toByteArray());
    }

    private static boolean isContent(HeaderField field) {
        return field.name().regionMatches(true, 0, "Content-", 0, 8);
    }

    static boolean isMime(HeaderField field) {
        return isContent(field) || field.is("MIME-Version");
    }
}
