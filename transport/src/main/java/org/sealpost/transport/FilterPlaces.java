package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.Mailboxes.Place;

/** The folders into which a filter puts a message; each gets it once. */
final class FilterPlaces {
    private static final String INBOX = "INBOX";
    private static final int NAME_LIMIT = 200;

    private final List<Place> places = new ArrayList<>();

    /** Whether a folder may have this name, as IMAP shows it. */
    static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= NAME_LIMIT
                && !name.startsWith("#")
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.contains("..")
                && name.chars().noneMatch(one -> one < ' ' || one == 127 || one == '*' || one == '%');
    }

    void add(String folder, List<String> flags) {
        if (places.stream().noneMatch(place -> isSame(place.folder(), folder))) {
            places.add(new Place(folder, flags));
        }
    }

    void addInbox() {
        add(INBOX, List.of());
    }

    private static boolean isSame(String one, String other) {
        return one.equals(other)
                || one.toUpperCase(Locale.ROOT).equals(INBOX)
                        && other.toUpperCase(Locale.ROOT).equals(INBOX);
    }

    List<Place> all() {
        return List.copyOf(places);
    }
}
