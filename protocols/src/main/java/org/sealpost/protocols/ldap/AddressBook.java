package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryVersion;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * The directory as LDAP shows it. Entries that were asked for are remembered with their certificates, but only as long as
 * nothing at all changed in the directory: each search asks first. A revoked certificate is not shown any more once the
 * revocation is done.
 */
public final class AddressBook {
    private static final int REMEMBERED = 4_096;

    private final Directory directory;
    private final DirectoryVersion version;
    private final LdapEntries entries;
    private final Clock clock;
    private volatile @Nullable Edition edition;

    public AddressBook(Directory directory, DirectoryVersion version, CertificateRepository certificates, Clock clock) {
        this.directory = directory;
        this.version = version;
        this.entries = new LdapEntries(certificates, clock);
        this.clock = clock;
    }

    /** The directory as it is now; to be used for one request. */
    Edition current() {
        // Asked before anything is read: what comes in between makes this edition an old one, never a false one.
        long now = version.version();
        Edition known = edition;
        if (known != null && known.version == now) {
            return known;
        }
        Edition fresh = new Edition(now, directory.domains());
        edition = fresh;
        return fresh;
    }

    /**
     * An entry, and what filters are matched with: clients ask for userCertificate with and without {@code ;binary} and mean
     * the same, RFC 4523 section 2.1.
     */
    record Shown(Entry entry, Entry plain) {
        static Shown of(Entry entry) {
            Entry both = entry.duplicate();
            for (Attribute attribute : entry.getAttributes()) {
                if (attribute.hasOptions()) {
                    both.addAttribute(new Attribute(
                            attribute.getBaseName(), attribute.getMatchingRule(), attribute.getRawValues()));
                }
            }
            return new Shown(entry, both);
        }

        boolean matches(DN base, SearchScope scope, Filter filter) throws LDAPException {
            return entry.matchesBaseAndScope(base, scope) && filter.matchesEntry(plain);
        }
    }

    /** The directory between two changes. */
    final class Edition {
        private final long version;
        private final List<Domain> domains;
        private final List<DN> bases;
        private final List<Shown> baseEntries;
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
            this.bases = domains.stream().map(LdapEntries::baseOf).toList();
            this.baseEntries =
                    domains.stream().map(LdapEntries::base).map(Shown::of).toList();
        }

        List<Domain> domains() {
            return domains;
        }

        List<DN> bases() {
            return bases;
        }

        List<Shown> baseEntries() {
            return baseEntries;
        }

        /** Whoever has this address, be it an alias. */
        Optional<Shown> find(MailAddress address) {
            Instant now = clock.instant();
            Optional<Remembered> known = recall(address, now);
            if (known.isPresent()) {
                return known.get().shown;
            }
            Optional<DirectoryEntry> found = directory.find(address);
            return found.isPresent() ? shown(address, found.get()) : remember(address, nobody(now));
        }

        /** All whose name or address contains the text, and who lie there. */
        List<Shown> search(String text, int limit, DN base, SearchScope scope) throws LDAPException {
            List<Shown> found = new ArrayList<>();
            for (DirectoryEntry candidate : directory.search(text, limit)) {
                if (LdapEntries.dnOf(candidate, home()).matchesBaseAndScope(base, scope)) {
                    shown(candidate.address(), candidate).ifPresent(found::add);
                }
            }
            return found;
        }

        private Domain home() {
            return domains.getFirst();
        }

        private Optional<Shown> shown(MailAddress address, DirectoryEntry entry) {
            Optional<Remembered> known = recall(address, clock.instant());
            return known.isPresent() ? known.get().shown : remember(address, made(entry));
        }

        private Remembered made(DirectoryEntry entry) {
            LdapEntries.Dated dated = entries.of(entry, home());
            return new Remembered(Optional.of(Shown.of(dated.entry())), dated.until());
        }

        private static Remembered nobody(Instant now) {
            return new Remembered(Optional.empty(), now.plus(LdapEntries.LONGEST));
        }

        private Optional<Remembered> recall(MailAddress address, Instant now) {
            synchronized (remembered) {
                return Optional.ofNullable(remembered.get(address.key())).filter(known -> now.isBefore(known.until));
            }
        }

        private Optional<Shown> remember(MailAddress address, Remembered made) {
            synchronized (remembered) {
                remembered.put(address.key(), made);
            }
            return made.shown;
        }
    }
}
