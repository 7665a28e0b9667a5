package org.sealpost.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.app.config.Configuration;
import org.sealpost.app.config.Configuration.Listeners;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.enroll.EnrollmentDoor;
import org.sealpost.protocols.imap.ImapDoor;
import org.sealpost.protocols.ldap.LdapConfig;
import org.sealpost.protocols.ldap.LdapDoor;
import org.sealpost.protocols.pki.PkiDoor;
import org.sealpost.protocols.pop3.Pop3Door;
import org.sealpost.protocols.sasl.Mechanisms;
import org.sealpost.protocols.sender.DnsSenders;
import org.sealpost.protocols.session.AskingTls;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Limits;
import org.sealpost.protocols.session.Listen;
import org.sealpost.protocols.session.Listen.TlsStart;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.sieve.SieveDoor;
import org.sealpost.protocols.smtp.SmtpDoor;
import org.sealpost.protocols.smtp.SmtpDoorConfig;
import org.sealpost.transport.PartnerGate;
import org.sealpost.transport.SenderGate;
import org.sealpost.web.FirstPage;
import org.sealpost.web.KeyPages;
import org.sealpost.web.PeoplePages;
import org.sealpost.web.PolicyPages;
import org.sealpost.web.PublishedDoor;
import org.sealpost.web.WebConfig;
import org.sealpost.web.WebDoor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doors of a house, all open or none. */
final class Doors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private static final String PRIVILEGED =
            ". Ports below 1024 need a right: start as root, or let everybody use them with"
                    + " `sysctl net.ipv4.ip_unprivileged_port_start=25`, or name other ports under [listen] in the configuration";

    private final House house;
    private final Keeping keeping;
    private final Configuration configuration;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final EnrollmentServices enrollment;

    private Doors(House house, Keeping keeping) {
        this.house = house;
        this.keeping = keeping;
        this.configuration = house.configuration();
        this.enrollment = new EnrollmentServices(
                house.certification(),
                keeping.certificates(),
                login("enroll"),
                house.configuration().domain(),
                house.clock());
    }

    static Doors open(House house, Keeping keeping) throws IOException {
        HttpLimits.set();
        Doors doors = new Doors(house, keeping);
        boolean all = false;
        try {
            AuthorityFiles.write(house);
            doors.smtp();
            doors.imap();
            doors.pop3();
            doors.sieve();
            doors.ldap();
            doors.web();
            doors.published();
            doors.pki();
            doors.enroll();
            all = true;
            return doors;
        } catch (IOException e) {
            throw forbidden(e) ? new IOException(e.getMessage() + PRIVILEGED, e) : e;
        } finally {
            if (!all) {
                doors.close();
            }
        }
    }

    Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    @Override
    @SuppressWarnings("IllegalCatch") // Whatever one door does, the others are shut, too.
    public void close() {
        for (AutoCloseable door : open.reversed()) {
            try {
                door.close();
            } catch (Exception e) {
                LOG.warn("a door did not shut: {}", e.getMessage());
            }
        }
        open.clear();
    }

    private void smtp() throws IOException {
        SmtpDoor door = new SmtpDoor(
                        new SmtpDoorConfig(
                                configuration.hostName(),
                                configuration.allConnectors(),
                                configuration.limits().atDoor()),
                        house.acceptance(),
                        house.inspecting().on(senders()),
                        house.logins(),
                        keeping.spool(),
                        house.certification().tls().of("smtp"),
                        house.clock())
                .with(partners(), house.certification().tls().keyManager("smtp"))
                .writing(house.outbound().protocolLog());
        open.add(door);
        door.start().forEach((connector, address) -> addresses.put(connector.name(), address));
    }

    private PartnerGate partners() {
        HouseNotices notices = new HouseNotices(
                configuration, keeping, house.acceptance()::newQueueId, house.newMail(), house.clock());
        return house.trusting().partnerGate(notices);
    }

    private SenderGate senders() {
        return switch (configuration.senders().checks()) {
            case ENFORCE -> SenderGate.asking(asking(true));
            case MARK -> SenderGate.asking(asking(false));
            case OFF -> SenderGate.open();
        };
    }

    private DnsSenders asking(boolean enforced) {
        return new DnsSenders(Dns.system(), enforced, configuration.senders().trustedSealers());
    }

    private void imap() throws IOException {
        Map<String, Listen> wanted = reading(
                "imap", configuration.listen().imap(), configuration.listen().imaps());
        ImapDoor door = new ImapDoor(
                new DoorConfig(
                        configuration.hostName(),
                        List.copyOf(wanted.values()),
                        Limits.DEFAULT.withAppendBytes(configuration.limits().messageBytes())),
                keeping.mailboxes(),
                login("imap"),
                keeping.spool(),
                house.certification().tls().of("imap"),
                keeping.auditLog(),
                house.clock());
        open.add(door);
        note(wanted, door.start());
    }

    private void pop3() throws IOException {
        Map<String, Listen> wanted = reading(
                "pop3", configuration.listen().pop3(), configuration.listen().pop3s());
        Pop3Door door = new Pop3Door(
                new DoorConfig(configuration.hostName(), List.copyOf(wanted.values()), Limits.DEFAULT),
                keeping.mailboxes(),
                login("pop3"),
                house.certification().tls().of("pop3"));
        open.add(door);
        note(wanted, door.start());
    }

    private void sieve() throws IOException {
        Map<String, Listen> wanted = reading("sieve", configuration.listen().sieve(), Optional.empty());
        SieveDoor door = new SieveDoor(
                new DoorConfig(configuration.hostName(), List.copyOf(wanted.values()), Limits.DEFAULT),
                house.gateway().filtering().administration(),
                login("sieve"),
                house.certification().tls().of("sieve"));
        open.add(door);
        note(wanted, door.start());
    }

    private Map<String, Listen> reading(
            String name, Optional<InetSocketAddress> starttls, Optional<InetSocketAddress> atOnce) {
        Map<String, Listen> wanted = new LinkedHashMap<>();
        starttls.ifPresent(address -> wanted.put(name, new Listen(address, TlsStart.BY_STARTTLS, asking(name, name))));
        atOnce.ifPresent(address ->
                wanted.put(name + "s", new Listen(address, TlsStart.AT_ONCE, asking(name, name + "s"))));
        return wanted;
    }

    private Optional<AskingTls> asking(String service, String listener) {
        return configuration.login().askingDoors().contains(listener)
                ? Optional.of(new AskingTls(house.certification().tls().keyManager(service)))
                : Optional.empty();
    }

    private void note(Map<String, Listen> wanted, List<InetSocketAddress> bound) {
        int index = 0;
        for (String name : wanted.keySet()) {
            addresses.put(name, bound.get(index++));
        }
    }

    private PasswordLogin login(String door) {
        return new Mechanisms(house.logins(), door);
    }

    private void ldap() throws IOException {
        Listeners listen = configuration.listen();
        LdapDoor door = new LdapDoor(
                new LdapConfig(
                        listen.ldap(),
                        listen.ldaps(),
                        configuration.ldap().anonymous(),
                        LdapConfig.DEFAULT_SIZE_LIMIT,
                        LdapConfig.DEFAULT_TIME_LIMIT),
                house.certification().tls().of("ldap"),
                house.registry().book(),
                (name, password, client) -> house.logins().login(name, password, "ldap", client));
        open.add(door);
        try {
            door.start();
        } catch (BindException e) {
            boolean plain = door.ldapPort().isEmpty();
            throw taken(plain ? "ldap" : "ldaps", plain ? listen.ldap() : listen.ldaps(), e);
        }
        listen.ldap()
                .ifPresent(address ->
                        addresses.put("ldap", at(address, door.ldapPort().orElseThrow())));
        listen.ldaps()
                .ifPresent(address ->
                        addresses.put("ldaps", at(address, door.ldapsPort().orElseThrow())));
    }

    private void web() throws IOException {
        if (configuration.listen().https().isEmpty()) {
            return;
        }
        InetSocketAddress address = configuration.listen().https().get();
        WebDoor door = webDoor(address);
        open.add(door);
        door.start();
        addresses.put("https", at(address, door.port()));
    }

    private WebDoor webDoor(InetSocketAddress address) throws IOException {
        try {
            return new WebDoor(
                    new WebConfig(
                            address,
                            configuration.domain(),
                            configuration.hostName(),
                            configuration.console().openOnLoopback(),
                            house.consoleTokens()),
                    house.certification().tls().of("https"),
                    new FirstPage(keeping.directory(), keeping.certificates(), keeping.auditLog(), house.clock()),
                    new PeoplePages(
                            house.registry().cards(),
                            house.clock(),
                            configuration.domain().name()),
                    keyPages(),
                    new PolicyPages(this::policy),
                    () -> house.rootCertificatePem().getBytes(StandardCharsets.US_ASCII));
        } catch (BindException e) {
            throw taken("https", Optional.of(address), e);
        }
    }

    /** Port 443 for all the world, where the console is elsewhere. */
    private void published() throws IOException {
        if (configuration.listen().published().isEmpty()) {
            return;
        }
        InetSocketAddress address = configuration.listen().published().get();
        try {
            PublishedDoor door = new PublishedDoor(
                    address, house.certification().tls().of("https"), keyPages(), new PolicyPages(this::policy));
            open.add(door);
            door.start();
            addresses.put("published", at(address, door.port()));
        } catch (BindException e) {
            throw taken("published", Optional.of(address), e);
        }
    }

    private KeyPages keyPages() {
        return new KeyPages(
                keeping.directory(),
                house.registry().relayDomains(),
                house.certification().openPgp().keys(),
                () -> house.certification().openPgp().keyring().settings().publish());
    }

    /** Of our domains, and of those behind, whose mail comes here as well. */
    private Optional<String> policy(Domain domain) {
        boolean ours = keeping.directory().isAccepted(domain)
                || house.registry().relayDomains().of(domain).isPresent();
        return ours ? Optional.of(new OwnTerms(configuration).of(domain).text()) : Optional.empty();
    }

    private void pki() throws IOException {
        if (configuration.listen().pki().isEmpty()) {
            return;
        }
        InetSocketAddress address = configuration.listen().pki().get();
        try {
            PkiDoor door = new PkiDoor(
                    address,
                    house.certification().authority(),
                    house.certification().crls(),
                    house.certification().ocsp(),
                    house.clock(),
                    enrollment.plain());
            open.add(door);
            addresses.put("pki", door.address());
        } catch (BindException e) {
            throw taken("pki", Optional.of(address), e);
        }
    }

    private void enroll() throws IOException {
        if (configuration.listen().enroll().isEmpty()) {
            return;
        }
        InetSocketAddress address = configuration.listen().enroll().get();
        Certification certification = house.certification();
        try {
            EnrollmentDoor door = new EnrollmentDoor(
                    address, certification.tls().keyManager(), certification.own(), enrollment.secure());
            open.add(door);
            addresses.put("enroll", door.address());
        } catch (BindException e) {
            throw taken("enroll", Optional.of(address), e);
        }
    }

    private static boolean forbidden(IOException failure) {
        return failure.getCause() instanceof BindException cause
                && String.valueOf(cause.getMessage()).contains("Permission denied");
    }

    private static IOException taken(String door, Optional<InetSocketAddress> address, BindException cause) {
        String where = address.map(one -> one.getAddress().getHostAddress() + ":" + one.getPort())
                .orElse("");
        return new IOException(
                "cannot listen for " + door + " on " + where + ": " + cause.getMessage()
                        + "; stop what listens there, or change listen." + door + " in the configuration",
                cause);
    }

    private static InetSocketAddress at(InetSocketAddress address, int port) {
        return new InetSocketAddress(address.getAddress(), port);
    }
}
