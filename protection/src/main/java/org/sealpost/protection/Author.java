package org.sealpost.protection;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;

/** Reads who claims to have written a message: the one mailbox in its one From field (RFC 5322 section 3.6.2). */
final class Author {
    private Author() {}

    /** Empty if there is no From field or more than one, or not exactly one mailbox in it: then nobody is the author. */
    static Optional<MailAddress> of(HeaderSection header) {
        List<HeaderField> fields = header.all("From");
        return fields.size() == 1 ? parse(fields.getFirst().value()) : Optional.empty();
    }

    static Optional<MailAddress> parse(String value) {
        FieldScanner scanner = new FieldScanner(value);
        Mailbox mailbox = new Mailbox();
        while (scanner.next()) {
            mailbox.take(scanner.character(), scanner.isLiteral());
        }
        String address = mailbox.angles == 1 ? mailbox.inside.toString() : mailbox.outside.toString();
        if (scanner.isBroken() || mailbox.broken || mailbox.angle || mailbox.angles > 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(MailAddress.parse(address.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells the address in angle brackets from the display name around it. */
    private static final class Mailbox {
        private final StringBuilder outside = new StringBuilder();
        private final StringBuilder inside = new StringBuilder();
        private boolean angle;
        private boolean broken;
        private int angles;

        void take(char c, boolean literal) {
            if (literal || "<>,;:".indexOf(c) < 0) {
                (angle ? inside : outside).append(c);
            } else if (c == '<') {
                broken |= angle;
                angle = true;
                angles++;
            } else {
                // A second mailbox, or a group, RFC 5322 section 3.4.
                broken |= c != '>' || !angle;
                angle = false;
            }
        }
    }
}
