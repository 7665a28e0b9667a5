package org.sealpost.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads who claims to have written a message: the one mailbox in its one From field (RFC 5322 section 3.6.2). */
public final class Author {
    private Author() {}

    /** Empty if there is no From field or more than one, or not exactly one mailbox in it: then nobody is the author. */
    public static Optional<MailAddress> of(HeaderSection header) {
        List<HeaderField> fields = header.all("From");
        return fields.size() == 1 ? only(fields.getFirst().value()) : Optional.empty();
    }

    /** What reads like an address in the words beside the author's own, and is another: {@code "boss@bank" <eve@evil>}. */
    public static Optional<String> otherAddressInName(HeaderSection header) {
        Optional<MailAddress> author = of(header);
        String value = header.value("From").orElse("");
        int angle = value.lastIndexOf('<');
        if (author.isEmpty() || angle < 0) {
            return Optional.empty();
        }
        String own = author.get().key();
        return Arrays.stream(value.substring(0, angle).split("[\\s\"'<>(),;]+", -1))
                .filter(word ->
                        word.indexOf('@') > 0 && !word.toLowerCase(Locale.ROOT).equals(own))
                .findFirst();
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
