package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Optional;
import java.util.function.Consumer;

/** The whole directory as LDIF (RFC 2849), as {@code directory import} and other directories read it. */
public final class LdifExport {
    private static final int AT_ONCE = 500;

    private LdifExport() {}

    /** Line by line; certificates and other bytes only if wanted. */
    public static void write(AddressBook book, boolean withCertificates, Consumer<String> line) {
        line.accept("version: 1");
        Search search = new Search(
                book.current(), DN.NULL_DN, SearchScope.SUB, Filter.createPresenceFilter("objectClass"), () -> false);
        Optional<String> place = Optional.of("");
        while (place.isPresent()) {
            Search.Found found = page(search, place.get());
            found.entries().forEach(shown -> write(shown.entry(), withCertificates, line));
            place = found.next();
        }
    }

    private static Search.Found page(Search search, String place) {
        try {
            return search.from(place, AT_ONCE);
        } catch (LDAPException e) {
            throw new IllegalStateException("a filter that matches everything failed", e);
        }
    }

    private static void write(Entry entry, boolean withCertificates, Consumer<String> line) {
        Entry written = new Entry(
                entry.getDN(),
                entry.getAttributes().stream()
                        .filter(attribute -> withCertificates || !isBinary(attribute))
                        .toList());
        line.accept("");
        for (String text : written.toLDIF(0)) {
            line.accept(text);
        }
    }

    private static boolean isBinary(Attribute attribute) {
        return attribute.hasOption("binary");
    }
}
