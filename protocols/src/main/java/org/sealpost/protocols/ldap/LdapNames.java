package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** Where each entry of the directory stands in the tree: under its domain (RFC 2247), in its unit. */
public final class LdapNames {
    static final DN SUBSCHEMA = new DN(new RDN("cn", "Subschema"));
    static final String PEOPLE = "People";
    static final String GROUPS = "Groups";
    static final String CONTACTS = "Contacts";
    static final String COMPUTERS = "Computers";
    static final String AUTHORITIES = "Authorities";
    static final String CERTIFICATES = "Certificates";
    static final String PRIVATE = "Private";

    private LdapNames() {}

    /** {@code dc=example,dc=org}. */
    public static DN of(Domain domain) {
        return new DN(Arrays.stream(domain.name().split("\\.", -1))
                .map(label -> new RDN("dc", label))
                .toList());
    }

    /** The entry under the domain it belongs to; contacts, whose domain is not ours, lie under {@code home}. */
    public static DN of(DirectoryEntry entry, Domain home) {
        MailAddress address = entry.address();
        return switch (entry) {
            case Account account ->
                new DN(
                        new RDN("uid", address.localPart()),
                        account.unit().isEmpty()
                                ? container(PEOPLE, address.domain())
                                : unit(address.domain(), account.unit()));
            case Contact contact -> new DN(new RDN("mail", address.toString()), container(CONTACTS, home));
            case Group group -> new DN(new RDN("cn", address.localPart()), container(GROUPS, address.domain()));
        };
    }

    /** The tree that only this person sees. */
    static DN privately(Account owner, Domain home) {
        return new DN(new RDN("ou", PRIVATE), of(owner, home));
    }

    static DN below(DN parent, MailAddress address) {
        return new DN(new RDN("mail", address.toString()), parent);
    }

    static DN of(Computer computer) {
        DN place = computer.unit().isEmpty()
                ? container(COMPUTERS, computer.domain())
                : unit(computer.domain(), computer.unit());
        return new DN(new RDN("cn", computer.name()), place);
    }

    static DN authority(String name, Domain home) {
        return new DN(new RDN("cn", name), container(AUTHORITIES, home));
    }

    /** What outsiders see instead of a person's place in the organisation. */
    static DN certificate(MailAddress address, Domain home) {
        return new DN(new RDN("mail", address.toString()), container(CERTIFICATES, home));
    }

    static DN unit(Domain domain, String path) {
        DN parent = of(domain);
        for (String name : path.split("/", -1)) {
            parent = new DN(new RDN("ou", name), parent);
        }
        return parent;
    }

    static DN container(String name, Domain domain) {
        return new DN(new RDN("ou", name), of(domain));
    }

    /** The address whose entry alone can have this name, if there is one; nothing lies below such an entry. */
    static Optional<MailAddress> address(DN dn, List<Domain> domains) {
        RDN rdn = dn.getRDN();
        if (rdn == null || rdn.isMultiValued()) {
            return Optional.empty();
        }
        String value = rdn.getAttributeValues()[0];
        return switch (rdn.getAttributeNames()[0].toLowerCase(Locale.ROOT)) {
            case "mail" -> parsed(value);
            case "cn" -> groupAddress(dn, value, domains);
            case "uid" -> domain(dn, domains).flatMap(domain -> parsed(value + "@" + domain));
            default -> Optional.empty();
        };
    }

    private static Optional<MailAddress> groupAddress(DN dn, String name, List<Domain> domains) {
        return domain(dn, domains)
                .filter(domain -> container(GROUPS, domain).equals(dn.getParent()))
                .flatMap(domain -> parsed(name + "@" + domain));
    }

    private static Optional<Domain> domain(DN dn, List<Domain> domains) {
        return domains.stream()
                .filter(domain -> isAtOrBelow(dn, of(domain)))
                .max(Comparator.comparingInt(domain -> domain.name().length()));
    }

    static boolean isAtOrBelow(DN dn, DN parent) {
        return dn.equals(parent) || dn.isDescendantOf(parent, false);
    }

    private static Optional<MailAddress> parsed(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
