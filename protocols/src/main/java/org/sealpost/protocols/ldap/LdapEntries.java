package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.RDN;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * What the directory's entries look like over LDAP: inetOrgPerson for people (RFC 2798), groupOfNames for groups (RFC 4519).
 * {@code userCertificate;binary} and {@code userSMIMECertificate;binary} are computed from the same published certificates,
 * so they cannot differ.
 */
public final class LdapEntries {
    /** So late is at most seen that a certificate begins to be valid. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final CertificateRepository certificates;
    private final Clock clock;

    LdapEntries(CertificateRepository certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    /** {@code dc=example,dc=org}, RFC 2247. */
    public static DN baseOf(Domain domain) {
        return new DN(Arrays.stream(domain.name().split("\\.", -1))
                .map(label -> new RDN("dc", label))
                .toList());
    }

    static Entry base(Domain domain) {
        String dc = domain.name().split("\\.", -1)[0];
        return new Entry(
                baseOf(domain),
                new Attribute("objectClass", "top", "domain"),
                new Attribute("dc", dc),
                new Attribute("associatedDomain", domain.name()));
    }

    /** How an entry looks until some time, if nothing changes before. */
    record Dated(Entry entry, Instant until) {}

    /** The entry under the domain it belongs to; contacts, whose domain is not ours, lie under {@code home}. */
    Dated of(DirectoryEntry entry, Domain home) {
        Instant now = clock.instant();
        List<Certificate> published = entry instanceof Group ? List.of() : certificates.published(entry.address(), now);
        Instant until = published.stream()
                .map(certificate -> certificate.facts().notAfter())
                .reduce(now.plus(LONGEST), (one, other) -> one.isBefore(other) ? one : other);
        return new Dated(
                switch (entry) {
                    case Account account -> account(account, published);
                    case Contact contact -> contact(contact, home, published);
                    case Group group -> group(group);
                },
                until);
    }

    static DN dnOf(DirectoryEntry entry, Domain home) {
        MailAddress address = entry.address();
        return switch (entry) {
            case Account account -> new DN(new RDN("uid", address.localPart()), under(account));
            case Contact contact -> child("mail", address.toString(), "Contacts", home);
            case Group group -> child("cn", address.localPart(), "Groups", address.domain());
        };
    }

    private static Entry account(Account account, List<Certificate> published) {
        List<Attribute> attributes = person(account.displayName(), account.address(), account.addresses());
        attributes.add(new Attribute("uid", account.address().localPart()));
        if (!account.unit().isEmpty()) {
            attributes.add(new Attribute("ou", account.unit().split("/", -1)));
        }
        addCertificates(attributes, published);
        return new Entry(dnOf(account, account.address().domain()), attributes);
    }

    private static Entry contact(Contact contact, Domain home, List<Certificate> published) {
        List<Attribute> attributes = person(contact.displayName(), contact.address(), List.of(contact.address()));
        contact.organisation().ifPresent(name -> attributes.add(new Attribute("o", name)));
        addCertificates(attributes, published);
        return new Entry(dnOf(contact, home), attributes);
    }

    private static Entry group(Group group) {
        return new Entry(
                dnOf(group, group.address().domain()),
                new Attribute("objectClass", "top", "groupOfNames", "extensibleObject"),
                new Attribute("cn", group.displayName(), group.address().localPart()),
                new Attribute("displayName", group.displayName()),
                new Attribute("mail", group.address().toString()),
                new Attribute(
                        "member",
                        group.members().stream().map(member -> "mail=" + member).toList()));
    }

    private static List<Attribute> person(String name, MailAddress address, List<MailAddress> addresses) {
        List<String> words = Arrays.asList(name.trim().split("\\s+", -1));
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"));
        attributes.add(new Attribute("cn", name));
        attributes.add(new Attribute("displayName", name));
        attributes.add(new Attribute("sn", words.getLast()));
        if (words.size() > 1) {
            attributes.add(new Attribute("givenName", String.join(" ", words.subList(0, words.size() - 1))));
        }
        attributes.add(new Attribute("mailNickname", address.localPart()));
        attributes.add(new Attribute(
                "mail", addresses.stream().map(MailAddress::toString).toList()));
        return attributes;
    }

    private static void addCertificates(List<Attribute> attributes, List<Certificate> published) {
        if (published.isEmpty()) {
            return;
        }
        byte[][] ders = published.stream().map(Certificate::der).toArray(byte[][]::new);
        attributes.add(new Attribute("userCertificate;binary", ders));
        byte[][] messages = Arrays.stream(ders).map(CertsOnly::of).toArray(byte[][]::new);
        attributes.add(new Attribute("userSMIMECertificate;binary", messages));
    }

    private static DN under(Account account) {
        DN parent = baseOf(account.address().domain());
        if (account.unit().isEmpty()) {
            return new DN(new RDN("ou", "People"), parent);
        }
        for (String unit : account.unit().split("/", -1)) {
            parent = new DN(new RDN("ou", unit), parent);
        }
        return parent;
    }

    private static DN child(String attribute, String value, String unit, Domain domain) {
        return new DN(new RDN(attribute, value), new DN(new RDN("ou", unit), baseOf(domain)));
    }
}
