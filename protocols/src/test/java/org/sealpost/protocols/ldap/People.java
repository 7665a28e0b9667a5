package org.sealpost.protocols.ldap;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Computer;
import org.sealpost.identity.Computers;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.DirectoryVersion;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Person;
import org.sealpost.identity.Publication;
import org.sealpost.identity.Publications;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.LoggedIn;

/** A small directory in memory: Ann, who has a certificate and the password "secret", and the contact Bob. */
final class People implements Directory, DirectoryVersion {
    private static final Account ANN = new Account(
            MailAddress.parse("ann@example.org"),
            "Ann Kovac",
            "Legal",
            List.of(MailAddress.parse("office@example.org")),
            Custody.ORGANISATION,
            0,
            true,
            new Person(
                    Optional.of("Ann"),
                    Optional.of("Kovac"),
                    Optional.of("Head notary"),
                    Optional.of("Deeds"),
                    Optional.of("+49 30 1234"),
                    Optional.of("Example")));
    private static final Group TEAM = new Group(
            MailAddress.parse("team@example.org"),
            "The team",
            List.of(MailAddress.parse("ann@example.org"), MailAddress.parse("someone@elsewhere.example")));
    private static final Contact BOB =
            new Contact(MailAddress.parse("bob@partner.example"), "Bob Lind", Optional.of("Partner Ltd"));
    private static final List<DirectoryEntry> ALL = List.of(ANN, BOB, TEAM);

    /** How often somebody was looked up, and the number of the last change. */
    int lookUps;

    long version = 1;
    Instant certificateEnds = Instant.parse("2100-01-01T00:00:00Z");
    boolean certificatePublished = true;
    boolean loginCounts = true;
    boolean domainPublished;

    /** A self-signed certificate, made once with OpenSSL for this test (P-256, CN=Ann). */
    static byte[] certificate() {
        return Base64.getMimeDecoder().decode(CERTIFICATE);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) {
        lookUps++;
        return ALL.stream()
                .filter(entry -> entry.address().isSameMailbox(address))
                .findFirst();
    }

    @Override
    public boolean isAccepted(Domain domain) {
        return domains().contains(domain);
    }

    @Override
    public List<Domain> domains() {
        return List.of(new Domain("example.org"));
    }

    @Override
    public List<DirectoryEntry> search(String text, int limit) {
        return ALL.stream()
                .filter(entry -> (entry.displayName() + entry.address() + entry)
                        .toLowerCase(Locale.ROOT)
                        .contains(text))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Account> accounts() {
        return List.of(ANN);
    }

    @Override
    public List<OrganizationalUnit> units() {
        return List.of(
                new OrganizationalUnit(new Domain("example.org"), "Legal"),
                new OrganizationalUnit(new Domain("example.org"), "Servers"));
    }

    CertificateRepository certificates() {
        return new CertificateRepository() {
            @Override
            public List<Certificate> find(MailAddress address) {
                return address.isSameMailbox(ANN.address()) ? List.of(anns()) : List.of();
            }

            @Override
            public Optional<Certificate> byFingerprint(String fingerprint) {
                return Optional.empty();
            }

            @Override
            public List<Certificate> published(MailAddress address, Instant now) {
                return certificatePublished && now.isBefore(certificateEnds) ? find(address) : List.of();
            }

            @Override
            public void publish(Certificate certificate, MailAddress holder) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Change changingStatus(String fingerprint, CertificateStatus status) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** As long as {@link #loginCounts}. */
    Login login() {
        return (name, password, client) ->
                name.equals(ANN.address().toString()) && Arrays.equals(password, "secret".toCharArray())
                        ? Optional.of(new AnnsLogin())
                        : Optional.empty();
    }

    /** Ann's login. */
    private final class AnnsLogin implements LoggedIn {
        @Override
        public Account account() {
            return ANN;
        }

        @Override
        public boolean counts() {
            return loginCounts;
        }
    }

    /** All of it, with the certificate of one authority and one computer. */
    AddressBook.Sources sources() {
        return new AddressBook.Sources(
                this,
                this,
                certificates(),
                new OneComputer(),
                new OneAuthority(),
                new OneDomain(),
                new OnePrivateContact());
    }

    /** Intranet, which has a certificate. */
    private static final class OneComputer implements Computers {
        @Override
        public Optional<Computer> find(String dnsName) {
            return all().stream()
                    .filter(computer -> computer.dnsNames().contains(dnsName))
                    .findFirst();
        }

        @Override
        public List<Computer> all() {
            return List.of(
                    new Computer(new Domain("example.org"), "intranet", List.of("wiki.example.org"), "Servers", true));
        }
    }

    /** Says whether outsiders find certificates over LDAP. */
    private final class OneDomain implements Publications {
        @Override
        public Publication of(Domain domain) {
            return new Publication(false, domainPublished, false);
        }

        @Override
        public void set(Domain domain, Publication publication) {
            domainPublished = publication.ldap();
        }
    }

    private Certificate anns() {
        CertificateFacts facts = new CertificateFacts(
                "anns",
                List.of(ANN.address()),
                Set.of(CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "EC-P256",
                Instant.EPOCH,
                certificateEnds,
                CertificateStatus.ACTIVE);
        return new Certificate(facts, certificate(), "test");
    }

    private static final String CERTIFICATE = """
            MIIBcjCCARmgAwIBAgIUKJi0wSFcIqwZm4gBNvOkZWQZTJQwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDQW5uMCAXDTI2MTEyMTIzMDkzM1oYDzIxMjYxMDI4MjMwOTMz
            WjAOMQwwCgYDVQQDDANBbm4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQbMcxs
            l2sZp55lTH8M3oTrnRWwMBowNw+AJdhyy+SkyigJMKZ9PE/7RhMg4d+ROJp/UAsj
            LmRxwO5Z2Y9eMEpco1MwUTAdBgNVHQ4EFgQUqKYCkwlAF3L1UN9svy8zT6A49Pgw
            HwYDVR0jBBgwFoAUqKYCkwlAF3L1UN9svy8zT6A49PgwDwYDVR0TAQH/BAUwAwEB
            /zAKBggqhkjOPQQDAgNHADBEAiBmfg+v8Ca1uWWR9cKfbg/m0DMhvX0+Gx/mvCz3
            4Co69wIgMg/ZAGL8Omgqjq8ke7OkRFuicNPIPG6vK/yps3yNWHg=
            """;
}
