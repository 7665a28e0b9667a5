package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailboxList;

/** What the header of a message tells about whether it may be answered by itself (RFC 3834 section 2, RFC 5230 section 4.6). */
final class ReplyFields {
    private static final int ADDRESSEES_LIMIT = 1_000;

    private ReplyFields() {}

    /** To whom it is written. */
    static List<MailAddress> addressees(HeaderSection header) {
        List<MailAddress> found = new ArrayList<>();
        Stream.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
                .flatMap(name -> header.all(name).stream())
                .forEach(field -> found.addAll(list(field.value())));
        return found.stream().limit(ADDRESSEES_LIMIT).toList();
    }

    private static List<MailAddress> list(String value) {
        try {
            return MailboxList.parse(value);
        } catch (IllegalArgumentException e) {
            // A group, or badly written: whoever is named there is not answered.
            return List.of();
        }
    }

    /** The names of fields that only programs and lists write. */
    static List<String> ofPrograms(HeaderSection header) {
        return header.fields().stream()
                .filter(ReplyFields::isOfProgram)
                .map(HeaderField::name)
                .distinct()
                .limit(5)
                .toList();
    }

    private static boolean isOfProgram(HeaderField field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        String value = field.value().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "auto-submitted" -> !value.equals("no");
            case "precedence" -> List.of("bulk", "junk", "list").contains(value);
            case "x-auto-response-suppress", "feedback-id", "mailing-list", "x-loop" -> true;
            default -> name.startsWith("list-");
        };
    }
}
