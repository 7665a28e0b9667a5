package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.Person;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.identity.PrivateContacts.PrivateContact;

/**
 * The contacts that a person keeps, as LDAP shows them to that person alone: a tree of its own below the person's entry, which no
 * search from above finds.
 */
record PrivateEntries(PrivateContacts contacts, Account owner, DN root, Clock clock) {
    boolean contain(DN base) {
        return LdapNames.isAtOrBelow(base, root);
    }

    /** {@code place}: how many entries were given before; anything else than a number is the start. */
    Search.Found search(DN base, SearchScope scope, Filter filter, String place, int count) throws LDAPException {
        List<Shown> found = new ArrayList<>();
        for (Shown shown : all().toList()) {
            if (shown.matches(base, scope, filter)) {
                found.add(shown);
            }
        }
        int from = place.matches("\\d{1,6}") ? Integer.parseInt(place) : 0;
        List<Shown> page = found.stream().skip(from).limit(count).toList();
        int next = from + page.size();
        return new Search.Found(
                page, next < found.size() ? Optional.of(String.valueOf(next)) : Optional.empty(), false);
    }

    private Stream<Shown> all() {
        return Stream.concat(
                Stream.of(Shown.of(LdapEntries.unit(root, LdapNames.PRIVATE))),
                contacts.of(owner.address()).stream().map(this::shown));
    }

    private Shown shown(PrivateContact contact) {
        List<Certificate> usable = contact.certificates().stream()
                .filter(one -> one.facts().isUsableFor(CertificateUse.ENCRYPT, clock.instant()))
                .toList();
        return Shown.of(LdapEntries.contact(
                LdapNames.below(root, contact.address()),
                new Contact(contact.address(), contact.displayName(), Person.of(contact.organisation())),
                usable));
    }
}
