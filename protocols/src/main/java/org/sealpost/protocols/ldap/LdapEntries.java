package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.RDN;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
    private final CertificateRepository certificates;
    private final Clock clock;

    public LdapEntries(CertificateRepository certificates, Clock clock) {
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

    /** The entry under the domain it belongs to; contacts, whose domain is not ours, lie under {@code home}. */
    Entry of(DirectoryEntry entry, Domain home) {
        return switch (entry) {
            case Account account -> account(account);
            case Contact contact -> contact(contact, home);
            case Group group -> group(group);
        };
    }

    static DN dnOf(DirectoryEntry entry, Domain home) {
        MailAddress address = entry.address();
        return switch (entry) {
            case Account account -> new DN(new RDN("uid", address.localPart()), under(account));
            case Contact contact -> child("mail", address.toString(), "Contacts", home);
            case Group group -> child("cn", address.localPart(), "Groups", address.domain());
        };
    }

    private Entry account(Account account) {
        List<Attribute> attributes = person(account.displayName(), account.address(), account.addresses());
        attributes.add(new Attribute("uid", account.address().localPart()));
        if (!account.unit().isEmpty()) {
            attributes.add(new Attribute("ou", account.unit().split("/", -1)));
        }
        addCertificates(attributes, account.address());
        return new Entry(dnOf(account, account.address().domain()), attributes);
    }

    private Entry contact(Contact contact, Domain home) {
        List<Attribute> attributes = person(contact.displayName(), contact.address(), List.of(contact.address()));
        contact.organisation().ifPresent(name -> attributes.add(new Attribute("o", name)));
        addCertificates(attributes, contact.address());
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

    private void addCertificates(List<Attribute> attributes, MailAddress address) {
        List<Certificate> published = certificates.published(address, clock.instant());
        if (published.isEmpty()) {
            return;
        }
        byte[][] ders = published.stream().map(Certificate::der).toArray(byte[][]::new);
        attributes.add(new Attribute("userCertificate;binary", ders));
        byte[][] messages = Arrays.stream(ders).map(LdapEntries::certsOnly).toArray(byte[][]::new);
        attributes.add(new Attribute("userSMIMECertificate;binary", messages));
    }

    /** A certs-only PKCS #7 message, the form of userSMIMECertificate in RFC 2798 section 2.8. */
    private static byte[] certsOnly(byte[] der) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            Collection<java.security.cert.Certificate> one =
                    Collections.singleton(x509.generateCertificate(new ByteArrayInputStream(der)));
            return x509.generateCertPath(List.copyOf(one)).getEncoded("PKCS7");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a published certificate cannot be read", e);
        }
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
