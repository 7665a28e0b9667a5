package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.Person;
import org.sealpost.identity.Roster;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Makes a list of people, groups and contacts from entries of another directory or of an LDIF file. Whoever has a mail
 * address in a domain of ours is a user, others are contacts; groups without a mail address are left out.
 */
public final class EntryRoster {
    /** Containers that say nothing about the organisation. */
    private static final Set<String> NO_UNITS = Set.of("people", "users", "contacts", "groups");

    /** A server need not name the classes above a class (RFC 4512 section 3.3). */
    private static final Set<String> PERSONS =
            Set.of("person", "organizationalPerson", "inetOrgPerson", "user", "contact");

    /** An attribute with the option is another one to the library (RFC 4523 section 2 wants the option). */
    private static final List<String> CERTIFICATES = List.of("userCertificate;binary", "userCertificate");

    private static final int CERTIFICATES_LIMIT = 20;

    private final AttributeMap map;
    private final DN base;
    private final Predicate<Domain> ours;
    private final Map<DN, MailAddress> names = new HashMap<>();
    private final List<Roster.Listed> listed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int withoutMail;

    EntryRoster(AttributeMap map, DN base, Predicate<Domain> ours, Map<DN, MailAddress> known) {
        this.map = map;
        this.base = base;
        this.ours = ours;
        names.putAll(known);
    }

    /**
     * What entries say.
     *
     * @param withoutMail how many people have no mail address and are left out
     * @param problems one for each entry that cannot be read
     */
    public record Read(List<Roster.Listed> listed, int withoutMail, List<String> problems) {
        public Read {
            listed = List.copyOf(listed);
            problems = List.copyOf(problems);
        }
    }

    Read read(List<Entry> entries) {
        for (Entry entry : entries) {
            attempt(entry, () -> note(entry));
        }
        for (Entry entry : entries) {
            attempt(entry, () -> list(entry));
        }
        return new Read(listed, withoutMail, problems);
    }

    private interface Work {
        void run() throws LDAPException;
    }

    private void attempt(Entry entry, Work work) {
        try {
            work.run();
        } catch (LDAPException | IllegalArgumentException e) {
            String problem = entry.getDN() + ": " + e.getMessage();
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    private void note(Entry entry) throws LDAPException {
        String mail = entry.getAttributeValue("mail");
        if (mail != null) {
            names.put(entry.getParsedDN(), MailAddress.parse(mail));
        }
    }

    private void list(Entry entry) throws LDAPException {
        boolean group = map.isGroup(entry);
        if (!group && !isPerson(entry)) {
            return;
        }
        String mail = entry.getAttributeValue("mail");
        if (mail == null) {
            withoutMail += group ? 0 : 1;
            return;
        }
        MailAddress address = MailAddress.parse(mail);
        DirectoryEntry made = group ? group(entry, address) : person(entry, address);
        listed.add(new Roster.Listed(map.idOf(entry), entry.getDN(), made, certificates(entry)));
    }

    /** Computers are users, too, in Active Directory. */
    private static boolean isPerson(Entry entry) {
        return PERSONS.stream().anyMatch(entry::hasObjectClass) && !entry.hasObjectClass("computer");
    }

    private DirectoryEntry person(Entry entry, MailAddress address) throws LDAPException {
        String name = first(entry, List.of("displayName", "cn")).orElse(address.localPart());
        Person person = new Person(
                first(entry, List.of("givenName")),
                first(entry, List.of("sn")),
                first(entry, List.of("title")),
                first(entry, map.department()),
                first(entry, List.of("telephoneNumber")),
                first(entry, map.organisation()));
        if (!ours.test(address.domain())) {
            return new Contact(address, name, person);
        }
        return new Account(
                address,
                name,
                unit(entry.getParsedDN()),
                aliases(entry, address),
                Custody.ORGANISATION,
                0,
                AttributeMap.isEnabled(entry),
                person);
    }

    private Group group(Entry entry, MailAddress address) throws LDAPException {
        Set<MailAddress> members = new LinkedHashSet<>();
        for (String name : List.of("member", "uniqueMember")) {
            for (String dn : values(entry, name)) {
                Optional.ofNullable(names.get(new DN(dn))).ifPresent(members::add);
            }
        }
        values(entry, "rfc822MailMember").stream()
                .map(MailAddress::parse)
                .filter(member -> members.stream().noneMatch(member::isSameMailbox))
                .forEach(members::add);
        return new Group(
                address, first(entry, List.of("displayName", "cn")).orElse(address.localPart()), List.copyOf(members));
    }

    /** Addresses in domains of others are none that would bring mail here. */
    private List<MailAddress> aliases(Entry entry, MailAddress primary) {
        Stream<String> further = map.aliases().stream().flatMap(name -> values(entry, name).stream());
        return Stream.concat(values(entry, "mail").stream(), further)
                .map(text -> text.toLowerCase(Locale.ROOT).startsWith("smtp:") ? text.substring(5) : text)
                .filter(text -> text.indexOf('@') > 0 && text.indexOf(':') < 0)
                .map(MailAddress::parse)
                .filter(address -> ours.test(address.domain()) && !address.isSameMailbox(primary))
                .distinct()
                .toList();
    }

    /** The {@code ou}s between base and entry, from the base down. */
    private String unit(DN dn) {
        List<String> path = new ArrayList<>();
        for (DN at = dn.getParent(); at != null && at.isDescendantOf(base, false); at = at.getParent()) {
            RDN rdn = Objects.requireNonNull(at.getRDN());
            String name = rdn.getAttributeValues()[0];
            if (rdn.hasAttribute("ou")) {
                path.addFirst(name.replace('/', '-'));
            }
        }
        boolean none = path.size() == 1 && NO_UNITS.contains(path.getFirst().toLowerCase(Locale.ROOT));
        return none ? "" : String.join("/", path);
    }

    private static List<byte[]> certificates(Entry entry) {
        return CERTIFICATES.stream()
                .map(entry::getAttributeValueByteArrays)
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .limit(CERTIFICATES_LIMIT)
                .toList();
    }

    private static Optional<String> first(Entry entry, List<String> attributes) {
        return attributes.stream()
                .map(entry::getAttributeValue)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static List<String> values(Entry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : Arrays.asList(values);
    }
}
