package org.sealpost.protocols.ldap;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.matchingrules.TelephoneNumberMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.Person;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * What the directory's entries look like over LDAP: inetOrgPerson for people (RFC 2798), groupOfNames for groups (RFC 4519),
 * device and pkiUser for computers (RFC 4523). {@code userCertificate;binary} and {@code userSMIMECertificate;binary} are
 * computed from the same published certificates, so they cannot differ.
 */
final class LdapEntries {
    /** So late is at most seen that a certificate begins to be valid. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final CertificateRepository certificates;
    private final Clock clock;

    LdapEntries(CertificateRepository certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    static Entry base(Domain domain) {
        String dc = domain.name().split("\\.", -1)[0];
        return new Entry(
                LdapNames.of(domain),
                new Attribute("objectClass", "top", "domain"),
                new Attribute("dc", dc),
                new Attribute("associatedDomain", domain.name()));
    }

    static Entry unit(DN dn, String name) {
        return new Entry(dn, new Attribute("objectClass", "top", "organizationalUnit"), new Attribute("ou", name));
    }

    /** How an entry looks until some time, if nothing changes before. */
    record Dated(Entry entry, Instant until) {}

    /** {@code memberNames} finds the DN of a member of a group, if the directory has an entry of it. */
    Dated of(DirectoryEntry entry, Domain home, Function<MailAddress, Stream<DN>> memberNames) {
        Instant now = clock.instant();
        List<Certificate> published = entry instanceof Group ? List.of() : certificates.published(entry.address(), now);
        DN dn = LdapNames.of(entry, home);
        return new Dated(
                switch (entry) {
                    case Account account -> account(dn, account, published);
                    case Contact contact -> contact(dn, contact, published);
                    case Group group -> group(dn, group, memberNames);
                },
                until(published, now));
    }

    private static Instant until(List<Certificate> published, Instant now) {
        return published.stream()
                .map(certificate -> certificate.facts().notAfter())
                .reduce(now.plus(LONGEST), (one, other) -> one.isBefore(other) ? one : other);
    }

    /** What outsiders see of somebody whose certificate is published: nothing but the address they asked for and it. */
    Dated certificatesOnly(MailAddress address, Domain home) {
        Instant now = clock.instant();
        List<Certificate> published = certificates.published(address, now);
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"));
        attributes.add(new Attribute("cn", address.toString()));
        attributes.add(new Attribute("sn", address.toString()));
        attributes.add(new Attribute("mail", address.toString()));
        addCertificates(attributes, published);
        return new Dated(new Entry(LdapNames.certificate(address, home), attributes), until(published, now));
    }

    static Entry computer(Computer computer, List<byte[]> certificates) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "top", "device", "pkiUser", "sealpostEntry"));
        attributes.add(new Attribute("cn", computer.name()));
        attributes.add(new Attribute("dNSHostName", computer.dnsNames()));
        if (!computer.unit().isEmpty()) {
            attributes.add(new Attribute("ou", computer.unit().split("/", -1)));
        }
        if (!certificates.isEmpty()) {
            attributes.add(new Attribute("userCertificate;binary", certificates.toArray(byte[][]::new)));
        }
        return new Entry(LdapNames.of(computer), attributes);
    }

    /** A CRL is told only to those who look at the authorities: it may be large. */
    static Entry authority(DN dn, PkiEntries.Authority authority) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "top", "applicationProcess", "pkiCA"));
        attributes.add(new Attribute("cn", authority.name()));
        attributes.add(
                new Attribute("cACertificate;binary", authority.certificates().toArray(byte[][]::new)));
        authority.crl().ifPresent(der -> attributes.add(new Attribute("certificateRevocationList;binary", der)));
        if (!authority.crossPairs().isEmpty()) {
            attributes.add(new Attribute(
                    "crossCertificatePair;binary", authority.crossPairs().toArray(byte[][]::new)));
        }
        return new Entry(dn, attributes);
    }

    /** Somebody outside. */
    static Entry contact(DN dn, Contact contact, List<Certificate> published) {
        return person(dn, contact, List.of(contact.address()), contact.person(), published);
    }

    private static Entry account(DN dn, Account account, List<Certificate> published) {
        Entry entry = person(dn, account, account.addresses(), account.person(), published);
        entry.addAttribute(new Attribute("uid", account.address().localPart()));
        if (!account.unit().isEmpty()) {
            entry.addAttribute(new Attribute("ou", account.unit().split("/", -1)));
        }
        return entry;
    }

    private static Entry group(DN dn, Group group, Function<MailAddress, Stream<DN>> memberNames) {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "top", "groupOfNames", "sealpostEntry"));
        attributes.add(new Attribute("cn", names(group.address().localPart(), group.displayName())));
        attributes.add(new Attribute("displayName", group.displayName()));
        attributes.add(new Attribute("mail", group.address().toString()));
        attributes.add(new Attribute("mailNickname", group.address().localPart()));
        List<String> members = group.members().stream()
                .flatMap(memberNames)
                .map(DN::toString)
                .distinct()
                .toList();
        if (!members.isEmpty()) {
            attributes.add(new Attribute("member", DistinguishedNameMatchingRule.getInstance(), members));
        }
        if (!group.members().isEmpty()) {
            attributes.add(new Attribute(
                    "rfc822MailMember",
                    group.members().stream().map(MailAddress::toString).toList()));
        }
        return new Entry(dn, attributes);
    }

    private static List<String> names(String first, String second) {
        return first.equalsIgnoreCase(second) ? List.of(second) : List.of(second, first);
    }

    private static Entry person(
            DN dn, DirectoryEntry entry, List<MailAddress> addresses, Person person, List<Certificate> published) {
        List<String> words = Arrays.asList(entry.displayName().strip().split("\\s+", -1));
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute(
                "objectClass", "top", "person", "organizationalPerson", "inetOrgPerson", "sealpostEntry"));
        attributes.add(new Attribute("cn", entry.displayName()));
        attributes.add(new Attribute("displayName", entry.displayName()));
        attributes.add(new Attribute("sn", person.surname().orElse(words.getLast())));
        String given = person.givenName().orElse(String.join(" ", words.subList(0, words.size() - 1)));
        if (!given.isEmpty()) {
            attributes.add(new Attribute("givenName", given));
        }
        attributes.add(new Attribute("mailNickname", entry.address().localPart()));
        attributes.add(new Attribute(
                "mail", addresses.stream().map(MailAddress::toString).toList()));
        attributes.add(new Attribute(
                "proxyAddresses",
                addresses.stream()
                        .map(one -> (one.equals(entry.address()) ? "SMTP:" : "smtp:") + one)
                        .toList()));
        addWords(attributes, person);
        addCertificates(attributes, published);
        attributes.add(new Attribute(Schema.CAN_RECEIVE_ENCRYPTED, published.isEmpty() ? "FALSE" : "TRUE"));
        return new Entry(dn, attributes);
    }

    private static void addWords(List<Attribute> attributes, Person person) {
        person.title().ifPresent(value -> attributes.add(new Attribute("title", value)));
        person.department().ifPresent(value -> attributes.add(new Attribute("department", value)));
        person.organisation().ifPresent(value -> attributes.add(new Attribute("o", value)));
        person.telephone()
                .ifPresent(value -> attributes.add(
                        new Attribute("telephoneNumber", TelephoneNumberMatchingRule.getInstance(), value)));
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
}
