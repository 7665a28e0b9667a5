package org.sealpost.protection;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailboxList;

/** Reads who claims to have written a message: the one mailbox in its one From field (RFC 5322 section 3.6.2). */
final class Author {
    private Author() {}

    /** Empty if there is no From field or more than one, or not exactly one mailbox in it: then nobody is the author. */
    static Optional<MailAddress> of(HeaderSection header) {
        List<HeaderField> fields = header.all("From");
        return fields.size() == 1 ? only(fields.getFirst().value()) : Optional.empty();
    }

    private static Optional<MailAddress> only(String value) {
        try {
            List<MailAddress> authors = MailboxList.parse(value);
            return authors.size() == 1 ? Optional.of(authors.getFirst()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // What cannot be read in one way names nobody.
            return Optional.empty();
        }
    }
}
