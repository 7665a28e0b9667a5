package org.sealpost.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.EnrollmentLoop;
import org.sealpost.enrollment.Onboarding;
import org.sealpost.identity.AnnouncedChanges;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Computer;
import org.sealpost.identity.ComputerChanges;
import org.sealpost.identity.Computers;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.Roles;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue;
import org.sealpost.mailbox.PublicFolders;
import org.sealpost.protection.CryptoProviders;
import org.sealpost.protection.Smime;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.ldap.LdapNames;
import org.sealpost.store.AuditStore;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.Preview;
import org.sealpost.transport.QueueDesk;
import org.sealpost.transport.QueueIds;
import org.sealpost.transport.Sealer;
import org.sealpost.transport.SubmissionGate;
import org.sealpost.transport.Transport;
import org.sealpost.web.ConsoleTokens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole house, built in one place: every room gets here what it needs, and nothing else wires them. Opened, it can be
 * asked and changed; started, its doors are open.
 */
public final class House implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(House.class);

    private final Configuration configuration;
    private final Clock clock;
    private final Keeping keeping;
    private final Certification certification;
    private final Recovery recovery;
    private final Backups backups;
    private final Drill drill = new Drill(this);
    private final Onboarding onboarding;
    private final Preview preview;
    private final NewMail newMail = new NewMail();
    private final Acceptance acceptance;
    private final Outbound outbound;
    private final Queueing queueing;
    private final Logins logins;
    private final Registry registry;
    private final Smime smime;
    private final Trusting trusting;
    private final Gateway gateway;
    private final Inspecting inspecting;
    private Optional<Doors> doors = Optional.empty();
    private Optional<Routine> routine = Optional.empty();

    /**
     * Opens the house on a data folder and sets up what is missing; all doors are shut.
     *
     * @throws StartFailure if it cannot be opened as things are
     */
    public static House open(Configuration configuration) {
        return open(configuration, false);
    }

    /** As {@link #open}; {@code restored} by whoever is just rebuilding the house in this folder. */
    static House open(Configuration configuration, boolean restored) {
        return open(configuration, restored, Clock.systemUTC());
    }

    @SuppressWarnings("IllegalCatch") // What was opened is closed again, whatever went wrong.
    public static House open(Configuration configuration, boolean restored, Clock clock) {
        CryptoProviders.install();
        Keeping keeping = Keeping.open(configuration, clock, restored);
        try {
            return new House(configuration, keeping, clock);
        } catch (RuntimeException e) {
            keeping.close();
            throw StartFailures.of(e);
        }
    }

    @SuppressWarnings("MethodLength") // The whole wiring in one place reads better than in pieces.
    private House(Configuration configuration, Keeping keeping, Clock clock) {
        this.configuration = configuration;
        this.keeping = keeping;
        this.clock = clock;
        keeping.setUpDomain(configuration.domain());
        this.certification = new Certification(configuration, keeping, clock);
        this.backups = new Backups(configuration, keeping, clock);
        this.onboarding = new Onboarding(
                keeping.directory(), keeping.passwords(), keeping.mailboxes(), keeping.keys(), this::enroll);
        this.logins = LoggingIn.logins(configuration, keeping, certification, clock);
        this.trusting = new Trusting(configuration, keeping, clock);
        ChainJudge judge = new ChainJudge(trusting.paths());
        this.smime = new Smime(keeping.spoolFolder(), judge, configuration.smimeProfile());
        this.registry = new Registry(keeping, clock, onboarding, smime, judge, this::editor);
        QueueIds queueIds = new QueueIds(clock);
        this.inspecting = new Inspecting(
                configuration, keeping, smime, certification.openPgp().mails(), queueIds, newMail, clock);
        this.preview = new Preview(inspecting.examiner().with(registry.relayDomains()));
        this.gateway = new Gateway(keeping, onboarding, judge, certification, smime, newMail, clock);
        HouseNotices notices = new HouseNotices(configuration, keeping, queueIds, newMail, clock);
        this.recovery = new Recovery(keeping, notices, certification.pulse()::everybody, clock);
        this.outbound = new Outbound(
                configuration,
                keeping,
                trusting.partnerPeers(certification.tls().asClient(), notices),
                registry.relayDomains(),
                queueIds,
                newMail,
                clock);
        this.acceptance = new Acceptance(
                        keeping.directory(),
                        keeping.queue(),
                        keeping.auditLog(),
                        clock,
                        queueIds,
                        newMail,
                        SubmissionGate.previewing(preview))
                .with(gateway.sharing().mailboxes())
                .with(outbound.serversBehind());
        Transport transport = inspecting.on(new Transport(
                        preview,
                        keeping.auditLog(),
                        new Sealer(smime, keeping.keys(), keeping.known(), clock)
                                .with(certification.openPgp().mails()),
                        keeping.queue(),
                        gateway.delivery(smime, configuration, queueIds)
                                .with(certification.openPgp().mails())
                                .filtering(gateway.filters(configuration.hostName(), acceptance, preview, queueIds)),
                        outbound.courier(),
                        clock)
                .with(gateway.arrivals(configuration.hostName(), queueIds))
                .with(gateway.domainSignatures(configuration.delivery().signsForDomains(), configuration.hostName()))
                .with(
                        gateway.peopleBehind(smime, certification.openPgp().mails(), configuration.hostName()),
                        outbound.innerProbe()::isNeverInClear));
        this.queueing = new Queueing(keeping, queueIds, newMail, transport, gateway, outbound, clock);
    }

    /** Opens all doors or none, and begins to deliver. */
    public void start() throws IOException {
        certification.enrollAll();
        certification.openCertificates();
        Doors opened = Doors.open(this, keeping);
        doors = Optional.of(opened);
        queueing.runner().start();
        routine = Optional.of(Routine.start(this, keeping));
        LOG.info("running for {}", configuration.domain());
    }

    @Override
    public void close() {
        routine.ifPresent(Routine::close);
        doors.ifPresent(Doors::close);
        queueing.runner().close();
        outbound.close();
        inspecting.close();
        certification.close();
        keeping.close();
    }

    /** Makes sure that the server's certificate names the host, all domains and this machine. */
    public void certifyHosts() {
        certification.certifyHosts();
    }

    public void enroll(MailAddress address) {
        certification.enroll(address);
        registry.identities().reconcile(address.key());
    }

    public void enroll(Computer computer) {
        var _ = enroll(computer.key());
    }

    /** By the name under which the book has somebody. */
    public EnrollmentLoop.Report enroll(String owner) {
        return certification.enrollment().reconcile(owner, EnrollmentLoop.Patience.TRY_AT_ONCE);
    }

    /** Everybody's certificates, and the server's own, without waiting out failures of before. */
    public EnrollmentLoop.Report enrollAllNow() {
        certifyHosts();
        certification.openPgp().enrollment().reconcileAll();
        return certification.enrollment().runAll(EnrollmentLoop.Patience.TRY_AT_ONCE);
    }

    /** Everybody's certificates, and the server's own. */
    public void enrollAll() {
        certification.enrollAll();
        registry.identities().reconcile();
    }

    public boolean revoke(Certificate certificate, RevocationReason reason, String actor) {
        boolean revoked = certification.revoke(certificate, reason, actor);
        logins.directoryChanged();
        return revoked;
    }

    public List<Certificate> certificatesStartingWith(String fingerprint) {
        return keeping.certificates().startingWith(fingerprint);
    }

    /** Where each door answers, {@code host:port} by name; empty while the doors are shut. */
    public Map<String, String> openDoors() {
        Map<String, String> addresses = new LinkedHashMap<>();
        doors.ifPresent(open -> open.addresses().forEach((name, address) -> addresses.put(name, text(address))));
        return addresses;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** {@code https://host:port/}, if pages are answered. */
    public Optional<String> consoleAddress() {
        return Optional.ofNullable(openDoors().get("https"))
                .map(address ->
                        "https://" + configuration.hostName() + address.substring(address.lastIndexOf(':')) + "/");
    }

    /** The link that lets an administrator in. */
    public Optional<String> consoleLink() {
        return consoleAddress()
                .map(address -> address + "?token=" + consoleTokens().issue());
    }

    /** Settings of the database under which committed mail could be lost. */
    public List<String> weakStoreSettings() {
        return keeping.database().weakSettings();
    }

    ConsoleTokens consoleTokens() {
        return new ConsoleTokens(keeping.consoleKey(), clock);
    }

    /** The authority, and all that hangs on it. */
    public Certification certification() {
        return certification;
    }

    public String rootCertificatePem() {
        return certification.roots().stream().map(Certificates::pem).collect(Collectors.joining());
    }

    /** So that mail programs and scripts have something to trust. */
    public Path rootCertificateFile() {
        return configuration.data().resolve("ca.pem");
    }

    public Path rootKeyFile() {
        return keeping.rootKeyFile();
    }

    /** The base under which LDAP finds the people of the first domain. */
    public String directoryBase() {
        return LdapNames.of(configuration.domain()).toString();
    }

    public Configuration configuration() {
        return configuration;
    }

    public Clock clock() {
        return clock;
    }

    public Directory directory() {
        return keeping.directory();
    }

    public Smime smime() {
        return smime;
    }

    public Registry registry() {
        return registry;
    }

    public Computers computers() {
        return keeping.computers();
    }

    public ComputerChanges computerEditor() {
        return keeping.computers();
    }

    /** After each change open sessions ask whether their login still counts. */
    public DirectoryChanges editor() {
        return new AnnouncedChanges(keeping.editor(), logins::directoryChanged, certification.pulse()::everybody);
    }

    public CertificateRepository certificates() {
        return keeping.certificates();
    }

    /** Whom others may be trusted by, and what is known about revocation. */
    public Trusting trusting() {
        return trusting;
    }

    public AuditStore auditLog() {
        return keeping.auditLog();
    }

    public PublicFolders publicFolders() {
        return keeping.mailboxes().publicFolders();
    }

    /** Backups, drills, and who opens them. */
    public Backups backups() {
        return backups;
    }

    /** The archive of keys: agents, recoveries, lids. */
    public Recovery recovery() {
        return recovery;
    }

    /** Trials of the backups. */
    public Drill drill() {
        return drill;
    }

    Keeping keeping() {
        return keeping;
    }

    /** Rules of the gateway, and mail that waits for a way to encrypt it. */
    public Gateway gateway() {
        return gateway;
    }

    /** Scanners, agents and quarantine. */
    public Inspecting inspecting() {
        return inspecting;
    }

    /** The way to other servers, and what is demanded of it. */
    public Outbound outbound() {
        return outbound;
    }

    public Roles roles() {
        return keeping.roles();
    }

    public MailQueue queue() {
        return keeping.queue();
    }

    /** What administrators do with mail that waits. */
    public QueueDesk queueDesk() {
        return queueing.desk();
    }

    public NewMail newMail() {
        return newMail;
    }

    public Preview preview() {
        return preview;
    }

    public Onboarding onboarding() {
        return onboarding;
    }

    public Acceptance acceptance() {
        return acceptance;
    }

    Logins logins() {
        return logins;
    }
}
