package org.sealpost.enrollment;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.KeyPool;
import org.sealpost.pki.PkiConfig;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;

/** A small organisation in memory whose clock and directory a test moves. */
final class Office implements Directory, AuditLog {
    private static final PkiConfig CONFIG =
            new PkiConfig(new Domain("example.org"), "Office", URI.create("http://pki.example.org"));

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final KeyPool POOL = new KeyPool("EC-P256", 64);

    /** Setting up an authority is dear; all offices of a test run share one. */
    private static final MemoryBook FIRST = new MemoryBook();

    static {
        CertificateAuthority.setUp(CONFIG, FIRST, FIRST, (certificate, use, why) -> {}, START);
    }

    final MemoryBook book = new MemoryBook();
    final Map<String, Account> accounts = new TreeMap<>();
    final List<AuditEvent> events = new ArrayList<>();
    final CertificateAuthority authority;
    Instant now = START;
    int version = 1;

    /** Says which address enrolment cannot serve. */
    Optional<String> broken = Optional.empty();

    Office() {
        FIRST.authorities().forEach(book::addAuthority);
        book.keys.putAll(FIRST.keys);
        this.authority = CertificateAuthority.open(CONFIG, book, book, new AuditedKeyUses(this, clock()));
    }

    EnrollmentLoop loop() {
        return new EnrollmentLoop(
                this,
                EnrollmentLoop.Settings.all(List.of(
                        template("MailSign", CertificateUse.SIGN), template("MailEncrypt", CertificateUse.ENCRYPT))),
                new EnrollmentLoop.Pki(authority, book, book, book, POOL),
                this,
                clock());
    }

    private CertificateTemplate template(String name, CertificateUse use) {
        return new CertificateTemplate(
                name, version, Set.of(use), "EC-P256", Duration.ofDays(730), Duration.ofDays(60), true);
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    void set(String name, boolean enabled, String... aliases) {
        MailAddress address = MailAddress.parse(name + "@example.org");
        List<MailAddress> also = java.util.Arrays.stream(aliases)
                .map(alias -> MailAddress.parse(alias + "@example.org"))
                .toList();
        accounts.put(address.key(), new Account(address, name, "", also, Custody.ORGANISATION, 0, enabled));
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) {
        if (broken.isPresent() && address.localPart().equals(broken.get())) {
            throw new IllegalStateException("the directory does not answer");
        }
        return accounts.values().stream()
                .filter(account -> account.owns(address))
                .findFirst()
                .map(account -> account);
    }

    @Override
    public boolean isAccepted(Domain domain) {
        return true;
    }

    @Override
    public List<Domain> domains() {
        return List.of(new Domain("example.org"));
    }

    @Override
    public List<DirectoryEntry> search(String text, int limit) {
        return List.of();
    }

    @Override
    public List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    @Override
    public List<OrganizationalUnit> units() {
        return List.of();
    }

    @Override
    public void append(List<AuditEvent> more, Change change) {
        change.makeNow();
        events.addAll(more);
    }

    @Override
    public List<AuditLine> find(String subject, int limit) {
        return List.of();
    }
}
