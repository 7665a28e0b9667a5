package org.sealpost.enrollment;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateTemplate.Issuance;
import org.sealpost.identity.Computer;
import org.sealpost.identity.Computers;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.KeyPool;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.policy.ArchiveFacts;
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
        CertificateAuthority.setUp(CONFIG, FIRST, FIRST, use -> {}, START);
    }

    final MemoryBook book = new MemoryBook();
    final Map<String, Account> accounts = new TreeMap<>();
    final List<Computer> computers = new CopyOnWriteArrayList<>();
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final CertificateAuthority authority;
    Instant now = START;
    final MemoryRules rules = new MemoryRules();

    /** How many more records are written before the process is killed; nothing is killed if it is below zero. */
    int life = -1;

    /** Says which address enrolment cannot serve. */
    Optional<String> broken = Optional.empty();

    Office() {
        FIRST.authorities().forEach(one -> book.puttingAuthority(one).makeNow());
        book.keys.putAll(FIRST.keys);
        this.authority = CertificateAuthority.open(CONFIG, book, book, new AuditedKeyUses(this, clock()));
        setUpTemplates();
    }

    /** The process is killed: nothing more happens, and what is on disk stays. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    EnrollmentLoop loop() {
        return new EnrollmentLoop(enrollees(), rules.rules(), pki(), this, clock());
    }

    EnrollmentDesk desk() {
        return new EnrollmentDesk(enrollees(), rules.rules(), pki(), loop(), this, clock());
    }

    TemplateAdministration administration() {
        return new TemplateAdministration(rules.rules(), this, clock());
    }

    private Enrollees enrollees() {
        return new Enrollees(this, new Computers() {
            @Override
            public Optional<Computer> find(String dnsName) {
                return computers.stream()
                        .filter(computer -> computer.dnsNames().contains(dnsName))
                        .findFirst();
            }

            @Override
            public List<Computer> all() {
                return computers;
            }
        });
    }

    private EnrollmentPki pki() {
        return new EnrollmentPki(authority, book, book, book, POOL);
    }

    /** Everybody gets a pair of certificates with keys that are quickly made. */
    private void setUpTemplates() {
        List<CertificateTemplate> pair = List.of(
                Templates.MAIL_SIGN.with(new Issuance(false, true, false, 0)),
                Templates.MAIL_ENCRYPT.withKey("EC-P256"),
                Templates.COMPUTER);
        pair.forEach(template -> rules.putting(template).makeNow());
        pair.forEach(
                template -> rules.offering("issuing", template.name(), true).makeNow());
        rules.putting(new PolicyObject(
                        "Default",
                        Optional.empty(),
                        "",
                        false,
                        Switches.ON,
                        List.of("MailSign", "MailEncrypt", "Computer"),
                        List.of()))
                .makeNow();
    }

    /** So many recovery agents, of whom so many must agree. */
    void agents(int need, int count) {
        rules.need = need;
        rules.agents = IntStream.range(0, count)
                .mapToObj(number -> new ArchiveFacts.Agent("agent " + number, START, Instant.MAX, false))
                .toList();
    }

    /** Makes all holders of the templates enrol again. */
    void raiseVersions() {
        rules.templates()
                .forEach(template -> rules.putting(template.withVersion(template.version() + 1))
                        .makeNow());
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
    public synchronized void append(List<AuditEvent> more, Change change) {
        if (life == 0) {
            throw new Killed();
        }
        change.makeNow();
        events.addAll(more);
        if (life > 0 && --life == 0) {
            throw new Killed();
        }
    }

    @Override
    public List<AuditLine> find(String subject, int limit) {
        return List.of();
    }
}
