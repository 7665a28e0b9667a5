package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Computer;
import org.sealpost.identity.Computers;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryVersion;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.identity.Publications;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * The directory as LDAP shows it. Entries that were asked for are remembered with their certificates, but only as long as
 * nothing at all changed in the directory: each search asks first. A revoked certificate is not shown any more once the
 * revocation is done.
 */
public final class AddressBook {
    private static final int REMEMBERED = 4_096;
    /** No address starts with it: what outsiders are told stands beside what colleagues see. */
    private static final String OUTSIDE = "outside ";

    private final Sources sources;
    private final LdapEntries entries;
    private final Clock clock;
    private volatile @Nullable Edition edition;

    /** Where all that is shown comes from. */
    public record Sources(
            Directory directory,
            DirectoryVersion version,
            CertificateRepository certificates,
            Computers computers,
            PkiEntries pki,
            Publications publications,
            PrivateContacts privateContacts,
            RelayDomains behind) {
        /** Of a house in front of no other mail server. */
        public Sources(
                Directory directory,
                DirectoryVersion version,
                CertificateRepository certificates,
                Computers computers,
                PkiEntries pki,
                Publications publications,
                PrivateContacts privateContacts) {
            this(directory, version, certificates, computers, pki, publications, privateContacts, RelayDomains.NONE);
        }

        /** Those of ours, and behind them those whose mailboxes lie on servers behind. */
        List<Domain> domains() {
            return Stream.concat(
                            directory.domains().stream(), behind.all().stream().map(RelayDomain::domain))
                    .toList();
        }
    }

    public AddressBook(Sources sources, Clock clock) {
        this.sources = sources;
        this.entries = new LdapEntries(sources.certificates, clock);
        this.clock = clock;
    }

    /**
     * Certificates as LDAP shows them.
     *
     * @param certificates the values of userCertificate, DER
     * @param messages the values of userSMIMECertificate, PKCS #7 around certificates
     */
    public record Seen(List<byte[]> certificates, List<byte[]> messages) {
        public Seen {
            certificates = List.copyOf(certificates);
            messages = List.copyOf(messages);
        }
    }

    /** What a search for this address finds now; nothing of somebody who is not here. */
    public Seen seen(MailAddress address) {
        Optional<Entry> entry = current().find(address).map(Shown::entry);
        return new Seen(values(entry, "userCertificate;binary"), values(entry, "userSMIMECertificate;binary"));
    }

    private static List<byte[]> values(Optional<Entry> entry, String attribute) {
        return entry.flatMap(found -> Optional.ofNullable(found.getAttributeValueByteArrays(attribute)))
                .map(List::of)
                .orElse(List.of());
    }

    /** What a person keeps for the own mail alone. */
    PrivateEntries privately(Account owner) {
        return new PrivateEntries(
                sources.privateContacts,
                owner,
                LdapNames.privately(owner, sources.directory.domains().getFirst()),
                clock);
    }

    /** The directory as it is now; to be used for one request. */
    Edition current() {
        // Asked before anything is read: what comes in between makes this edition an old one, never a false one.
        long now = sources.version.version();
        Edition known = edition;
        if (known != null && known.version == now) {
            return known;
        }
        Edition fresh = new Edition(now, sources.domains());
        edition = fresh;
        return fresh;
    }

    /** The directory between two changes. */
    final class Edition {
        private final long version;
        private final List<Domain> domains;
        private final List<DN> bases;
        private final DN authoritiesBase;
        private final boolean anyDomainPublished;
        private volatile @Nullable List<Shown> structure;
        private final Map<String, Remembered> remembered = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > REMEMBERED;
            }
        };

        /** Nobody under this address, or how the entry looks until some time. */
        private record Remembered(Optional<Shown> shown, Instant until) {}

        private Edition(long version, List<Domain> domains) {
            this.version = version;
            this.domains = domains;
            this.bases = domains.stream().map(LdapNames::of).toList();
            this.authoritiesBase = LdapNames.container(LdapNames.AUTHORITIES, domains.getFirst());
            this.anyDomainPublished = domains.stream()
                    .anyMatch(domain -> sources.publications.of(domain).ldap());
        }

        List<Domain> domains() {
            return domains;
        }

        List<DN> bases() {
            return bases;
        }

        /** Whether outsiders find the certificates of at least one domain. */
        boolean isAnyDomainPublished() {
            return anyDomainPublished;
        }

        boolean isPublished(Domain domain) {
            return sources.publications.of(domain).ldap();
        }

        /** Domains, units and what holds the entries that lie in no unit. */
        List<Shown> structure() {
            List<Shown> known = structure;
            if (known != null) {
                return known;
            }
            Map<String, Shown> made = new LinkedHashMap<>();
            for (Domain domain : domains) {
                add(made, Shown.of(LdapEntries.base(domain)));
                Stream.of(LdapNames.PEOPLE, LdapNames.GROUPS, LdapNames.COMPUTERS)
                        .forEach(name ->
                                add(made, Shown.of(LdapEntries.unit(LdapNames.container(name, domain), name))));
            }
            Stream.of(LdapNames.CONTACTS, LdapNames.AUTHORITIES)
                    .forEach(name -> add(made, Shown.of(LdapEntries.unit(LdapNames.container(name, home()), name))));
            for (OrganizationalUnit unit : sources.directory.units()) {
                add(made, Shown.of(LdapEntries.unit(LdapNames.unit(unit.domain(), unit.path()), unit.name())));
            }
            List<Shown> all = List.copyOf(made.values());
            structure = all;
            return all;
        }

        private static void add(Map<String, Shown> made, Shown shown) {
            made.putIfAbsent(shown.entry().getDN().toLowerCase(java.util.Locale.ROOT), shown);
        }

        List<Shown> computers() {
            return sources.computers.all().stream().map(this::shown).toList();
        }

        private Shown shown(Computer computer) {
            return Shown.of(LdapEntries.computer(computer, sources.pki.certificates(computer, clock.instant())));
        }

        /** Our authorities with their certificates; with their CRLs only if asked for, since those may be large. */
        List<Shown> authorities(boolean withCrls) {
            return sources.pki.authorities(withCrls).stream()
                    .map(authority ->
                            Shown.of(LdapEntries.authority(LdapNames.authority(authority.name(), home()), authority)))
                    .toList();
        }

        DN authoritiesBase() {
            return authoritiesBase;
        }

        /** Whoever has this address, be it an alias. */
        Optional<Shown> find(MailAddress address) {
            Instant now = clock.instant();
            Optional<Remembered> known = recall(address.key(), now);
            if (known.isPresent()) {
                return known.get().shown;
            }
            Optional<DirectoryEntry> found = sources.directory.find(address);
            return found.isPresent() ? shown(address, found.get()) : remember(address.key(), nobody(now));
        }

        /** What an outsider is told under an exact address: certificates, or nothing at all. */
        Optional<Shown> certificatesOf(MailAddress address) {
            String key = OUTSIDE + address.key();
            Instant now = clock.instant();
            Optional<Remembered> known = recall(key, now);
            if (known.isPresent()) {
                return known.get().shown;
            }
            return remember(
                    key,
                    sources.directory.isPerson(address)
                            ? outside(entries.certificatesOnly(address, home()))
                            : nobody(now));
        }

        private static Remembered outside(LdapEntries.Dated dated) {
            return new Remembered(
                    Optional.of(dated.entry())
                            .filter(entry -> entry.hasAttribute("userCertificate;binary"))
                            .map(Shown::of),
                    dated.until());
        }

        /** The next people, groups and contacts with the text in them, with the key after which to go on. */
        List<DirectoryEntry> people(String text, String afterKey, int limit) {
            return sources.directory.searchAfter(text, afterKey, limit);
        }

        /** The entry if it lies there. */
        Optional<Shown> shown(DirectoryEntry candidate, DN base, SearchScope scope) throws LDAPException {
            return LdapNames.of(candidate, home()).matchesBaseAndScope(base, scope)
                    ? shown(candidate.address(), candidate)
                    : Optional.empty();
        }

        private Domain home() {
            return domains.getFirst();
        }

        private Optional<Shown> shown(MailAddress address, DirectoryEntry entry) {
            Optional<Remembered> known = recall(address.key(), clock.instant());
            return known.isPresent() ? known.get().shown : remember(address.key(), made(entry));
        }

        private Remembered made(DirectoryEntry entry) {
            LdapEntries.Dated dated = entries.of(entry, home(), this::memberName);
            return new Remembered(Optional.of(Shown.of(dated.entry())), dated.until());
        }

        private Stream<DN> memberName(MailAddress member) {
            return sources.directory.find(member).map(entry -> LdapNames.of(entry, home())).stream();
        }

        private static Remembered nobody(Instant now) {
            return new Remembered(Optional.empty(), now.plus(LdapEntries.LONGEST));
        }

        private Optional<Remembered> recall(String key, Instant now) {
            synchronized (remembered) {
                return Optional.ofNullable(remembered.get(key)).filter(known -> now.isBefore(known.until));
            }
        }

        private Optional<Shown> remember(String key, Remembered made) {
            synchronized (remembered) {
                remembered.put(key, made);
            }
            return made.shown;
        }
    }
}
