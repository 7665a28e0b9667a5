package org.sealpost.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.sealpost.app.cli.GivenFile;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.config.Configuration;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Domain;
import org.sealpost.mail.QueueBook;
import org.sealpost.pki.PemChain;
import org.sealpost.policy.HopSettings;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.protocols.smtp.AgreedPeers;
import org.sealpost.protocols.smtp.DnsExchangers;
import org.sealpost.protocols.smtp.DomainProbe;
import org.sealpost.protocols.smtp.HopReport;
import org.sealpost.protocols.smtp.HopSources;
import org.sealpost.protocols.smtp.InnerCallout;
import org.sealpost.protocols.smtp.InnerProbe;
import org.sealpost.protocols.smtp.PartnerProbe;
import org.sealpost.protocols.smtp.SmtpCourier;
import org.sealpost.protocols.smtp.SmtpCourierConfig;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.protocols.sts.HttpsFetch;
import org.sealpost.protocols.sts.PolicyFetch;
import org.sealpost.store.HopLedgerStore;
import org.sealpost.store.HopSettingStore;
import org.sealpost.store.LoggedConnectorStore;
import org.sealpost.store.StsPolicyStore;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Destinations;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.ServersBehind;
import org.xbill.DNS.ExtendedResolver;

/** The way out: who takes mail for other domains, what a connection to them must have, and the courier that goes there. */
public final class Outbound implements AutoCloseable {
    private static final int FILE_LIMIT_BYTES = 4 * 1024 * 1024;
    private static final int WOKEN_AT_ONCE = 200;
    private static final int WAKE_ROUNDS = 1_000;

    private final SecureDns dns;
    private final HopSettings settings;
    private final HopLedgerStore ledger;
    private final HopReport report;
    private final String hostName;
    private final Destinations destinations;
    private final Optional<String> smartHost;
    private final PolicyFetch policyFetch;
    private final TlsReporting reporting;
    private final SmtpCourier courier;
    private final ProtocolLog protocolLog;
    private final DomainProbe domainProbe;
    private final PartnerProbe probe;
    private final ServersBehind serversBehind;
    private final InnerProbe innerProbe;

    Outbound(
            Configuration configuration,
            Keeping keeping,
            AgreedPeers partners,
            RelayDomains behind,
            Supplier<String> queueIds,
            NewMail newMail,
            Clock clock) {
        Configuration.Hops hops = configuration.delivery().hops();
        SmtpCourierConfig config = SmtpCourierConfig.of(configuration.hostName());
        X509TrustManager roots = PublicRoots.of(hops.publicRoots()
                .map(file -> roots(file, "delivery.public_roots"))
                .orElse(List.of()));
        this.dns = hops.trustAnchors().map(Outbound::checked).orElseGet(SecureDns::system);
        this.settings = new HopSettingStore(keeping.database());
        this.ledger = new HopLedgerStore(keeping.database());
        this.policyFetch =
                new HttpsFetch(roots, configuration.fetching().proxy().map(ProxySelector::of));
        HopSources sources = HopSources.of(dns, hops.floor(), config.port(), clock)
                .with(new DomainPolicies(dns, policyFetch, new StsPolicyStore(keeping.database()), clock))
                .with(settings)
                .with(partners);
        this.serversBehind = new ServersBehind(behind, new InnerCallout(config, sources, roots));
        this.innerProbe = new InnerProbe(config, sources, roots);
        DnsExchangers exchangers = new DnsExchangers(dns, configuration.hostName());
        this.hostName = configuration.hostName();
        this.smartHost = configuration.delivery().smartHost();
        this.report = new HopReport(exchangers, sources, ledger, domain -> named(behind, domain));
        this.domainProbe = new DomainProbe(config, exchangers, sources, roots);
        this.probe = new PartnerProbe(config, exchangers, partners);
        this.destinations = new Destinations(
                config.deliveriesPerDestination(),
                clock,
                route -> wake(route, keeping.queue().book(), newMail));
        this.reporting =
                new TlsReporting(configuration, keeping, dns, new TlsReporting.Way(roots, queueIds, newMail), clock);
        this.protocolLog = new ProtocolLog(
                configuration.data().resolve("protocol-log"), new LoggedConnectorStore(keeping.database()), clock);
        this.courier = new SmtpCourier(
                config,
                exchangers,
                sources,
                roots,
                ledger,
                destinations,
                new SmtpCourier.Witnesses(reporting.tally(), protocolLog));
    }

    /** The hosts that take mail to a domain by an administrator's word. */
    private List<String> named(RelayDomains behind, Domain domain) {
        return behind.of(domain)
                .map(one -> one.hosts().stream().map(RelayDomain.Host::name).toList())
                .orElseGet(() -> smartHost
                        .map(address -> address.substring(0, address.lastIndexOf(':')))
                        .map(List::of)
                        .orElse(List.of()));
    }

    /** The mail servers for which this one stands in front. */
    public ServersBehind serversBehind() {
        return serversBehind;
    }

    /** Beside the delivery that found out that a destination answers again: what waits for it goes now, a part at a time. */
    private static void wake(Courier.Route route, QueueBook book, NewMail newMail) {
        Optional<Domain> domain = switch (route) {
            case Courier.Route.Exchangers(Domain one) -> Optional.of(one);
            case Courier.Route.Redirected redirected -> Optional.of(redirected.domain());
            case Courier.Route.Behind behind -> Optional.of(behind.domain());
            case Courier.Route.SmartHost all -> Optional.empty();
        };
        Thread.ofVirtual().name("queue-wake").start(() -> {
            int woken = WOKEN_AT_ONCE;
            for (int round = 0; round < WAKE_ROUNDS && woken == WOKEN_AT_ONCE; round++) {
                woken = book.wake(domain, WOKEN_AT_ONCE);
                newMail.announce();
            }
        });
    }

    /** By which the house introduces itself. */
    String hostName() {
        return hostName;
    }

    /** The next servers for a domain outside. */
    Courier.Route routeTo(Domain domain) {
        return smartHost.<Courier.Route>map(Outbound::route).orElseGet(() -> new Courier.Route.Exchangers(domain));
    }

    private static Courier.Route route(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new Courier.Route.SmartHost(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    /** How other servers are. */
    Destinations destinations() {
        return destinations;
    }

    private static SecureDns checked(Path anchors) {
        try (InputStream in = Files.newInputStream(anchors)) {
            return SecureDns.checked(ExtendedResolver::new, in);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new StartFailure("cannot read DNS keys from " + anchors
                    + ", named by dns.trust_anchors; expected DS or DNSKEY records as in a zone file: "
                    + e.getMessage());
        }
    }

    /** {@code setting}: where the file is named. */
    static List<X509Certificate> roots(Path file, String setting) {
        try {
            return PemChain.read(new String(GivenFile.bytes(file, FILE_LIMIT_BYTES), StandardCharsets.US_ASCII));
        } catch (Mistake | IllegalArgumentException e) {
            throw new StartFailure(
                    "cannot read certificates (PEM) from " + file + ", named by " + setting + ": " + e.getMessage());
        }
    }

    /** Sessions with other servers and with mail programs, written down as far as somebody wants it. */
    public ProtocolLog protocolLog() {
        return protocolLog;
    }

    SmtpCourier courier() {
        return courier;
    }

    /** Tries connections to the servers of a domain. */
    public DomainProbe domainProbe() {
        return domainProbe;
    }

    /** Looks at servers behind this one. */
    public InnerProbe innerProbe() {
        return innerProbe;
    }

    /** Tries mutual TLS with a partner's servers. */
    public PartnerProbe probe() {
        return probe;
    }

    /** How policies of domains (MTA-STS) are fetched. */
    public PolicyFetch policyFetch() {
        return policyFetch;
    }

    /** Whether signatures of the DNS can be checked. */
    public SecureDns.Health dnsHealth() {
        return dns.health();
    }

    /** What is demanded of connections to single domains. */
    public HopSettings settings() {
        return settings;
    }

    /** What a message to a domain would meet. */
    public HopReport report() {
        return report;
    }

    /** Puts on disk how the last connections were. */
    void writeLedger() {
        ledger.write();
        reporting.write();
    }

    /** What other domains are told of connections to their servers. */
    public TlsReporting reporting() {
        return reporting;
    }

    @Override
    public void close() {
        courier.close();
        writeLedger();
        protocolLog.close();
    }
}
