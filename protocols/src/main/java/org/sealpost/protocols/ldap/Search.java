package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/**
 * One search: a place in the tree, a filter, and how far it goes. Entries have an order that a change of the directory keeps,
 * first what the tree is made of, then people by address; so the next page starts after the last entry of the one before.
 */
record Search(AddressBook.Edition edition, DN base, SearchScope scope, Filter filter, BooleanSupplier isLate) {
    private static final int AT_ONCE = 500;

    /**
     * What was found.
     *
     * @param next where the search goes on, if there is more; it may be kept by the client and given back
     * @param late whether the time was over before the end
     */
    record Found(List<Shown> entries, Optional<String> next, boolean late) {
        private static Found all(List<Shown> entries) {
            return new Found(entries, Optional.empty(), false);
        }
    }

    /** The one address whose entry alone can match, by the filter or by the place. */
    Optional<MailAddress> address() {
        return SearchHint.address(filter).or(() -> LdapNames.address(base, edition.domains()));
    }

    boolean isAmongAuthorities() {
        return LdapNames.isAtOrBelow(base, edition.authoritiesBase());
    }

    /** At most so many entries from this place on; "" is the start. */
    Found from(String place, int count) throws LDAPException {
        Optional<MailAddress> address = address();
        if (address.isPresent()) {
            return Found.all(matching(edition.find(address.get()).stream()));
        }
        return isAmongAuthorities()
                ? Found.all(matching(Stream.concat(edition.structure().stream(), edition.authorities(true).stream())))
                : from(Place.of(place), count);
    }

    /** What outsiders are told under an exact address, wherever in the tree they look. */
    Found certificatesOnly(MailAddress address) throws LDAPException {
        List<Shown> found = new ArrayList<>();
        for (Shown shown : edition.certificatesOf(address).stream().toList()) {
            if (shown.matches(filter)) {
                found.add(shown);
            }
        }
        return Found.all(found);
    }

    private List<Shown> matching(Stream<Shown> candidates) throws LDAPException {
        List<Shown> found = new ArrayList<>();
        for (Shown shown : candidates.toList()) {
            if (shown.matches(base, scope, filter)) {
                found.add(shown);
            }
        }
        return found;
    }

    private Found from(Place start, int count) throws LDAPException {
        List<Shown> found = new ArrayList<>();
        if (!start.isAmongPeople()) {
            List<Shown> fixed = fixed();
            for (int i = start.index(); i < fixed.size(); i++) {
                if (fixed.get(i).matches(base, scope, filter)) {
                    if (found.size() == count) {
                        return new Found(found, Optional.of("s" + i), false);
                    }
                    found.add(fixed.get(i));
                }
            }
        }
        // People have a name by which they are found above; at any other single place there is nobody.
        return SearchScope.BASE.equals(scope) ? Found.all(found) : people(found, start.afterKey(), count);
    }

    private List<Shown> fixed() {
        return Stream.of(edition.structure(), edition.computers(), edition.authorities(false))
                .flatMap(List::stream)
                .toList();
    }

    private Found people(List<Shown> found, String start, int count) throws LDAPException {
        String hint = SearchHint.of(filter).orElse("");
        String after = start;
        while (true) {
            List<DirectoryEntry> candidates = edition.people(hint, after, AT_ONCE);
            for (DirectoryEntry candidate : candidates) {
                if (isLate.getAsBoolean()) {
                    return new Found(found, Optional.empty(), true);
                }
                Optional<Shown> shown = edition.shown(candidate, base, scope);
                if (shown.isPresent() && shown.get().matches(filter)) {
                    if (found.size() == count) {
                        return new Found(found, Optional.of("k" + after), false);
                    }
                    found.add(shown.get());
                }
                after = candidate.address().key();
            }
            if (candidates.size() < AT_ONCE) {
                return Found.all(found);
            }
        }
    }

    /** Among what the tree is made of, or among people, behind somebody's key. */
    private record Place(boolean isAmongPeople, int index, String afterKey) {
        private static final int LONGEST = 400;

        /** What a client gives back may be anything; what is no place is the start. */
        static Place of(String cookie) {
            if (cookie.startsWith("k") && cookie.length() <= LONGEST) {
                return new Place(true, 0, cookie.substring(1));
            }
            return cookie.matches("s\\d{1,9}")
                    ? new Place(false, Integer.parseInt(cookie.substring(1)), "")
                    : new Place(false, 0, "");
        }
    }
}
