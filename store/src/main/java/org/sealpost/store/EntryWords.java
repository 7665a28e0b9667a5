package org.sealpost.store;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Person;
import org.sealpost.mail.MailAddress;

/** The words of an entry: what may be in them, and the text in which they are searched. */
final class EntryWords {
    /** RFC 5322 section 3.2.3, and letters beyond ASCII (RFC 6532 section 3.2). */
    private static final String ATOM = "[^\\x00-\\x20\\x7f\\xa0()<>\\[\\]:;@\\\\,\".]+";

    private EntryWords() {}

    /**
     * All words of an entry, one a line, without case.
     *
     * @throws DirectoryConflict if there is a control character in one: a line break in a name would begin a line of its own in
     *     headers, cards and lists
     */
    static String of(DirectoryEntry entry, List<MailAddress> addresses, Person person) {
        Stream<String> names =
                Stream.concat(Stream.of(entry.displayName()), addresses.stream().map(MailAddress::toString));
        return Stream.concat(names, person.words())
                .map(word -> printable(entry.address(), word))
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
    }

    private static String printable(MailAddress address, String word) {
        if (word.codePoints().anyMatch(EntryWords::isControl)) {
            throw new DirectoryConflict("a name or detail of " + address
                    + " has a line break, a tab or another control character in it; write it on one line");
        }
        return word;
    }

    private static boolean isControl(int one) {
        return Character.isISOControl(one)
                || Character.getType(one) == Character.LINE_SEPARATOR
                || Character.getType(one) == Character.PARAGRAPH_SEPARATOR;
    }

    /**
     * Whether an address of ours can be written without quotes, as every mail program writes it.
     *
     * @throws DirectoryConflict if not
     */
    static void requirePlain(MailAddress address) {
        if (!address.localPart().matches(ATOM + "(\\." + ATOM + ")*")) {
            throw new DirectoryConflict("the part before @ has letters, digits, single dots and signs such as - and _,"
                    + " and no spaces or quotes: " + address);
        }
    }
}
