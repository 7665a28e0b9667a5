package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.TlsTally;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Destinations;
import org.sealpost.transport.Outcome;

/**
 * Takes messages to other servers by SMTP, over connections that have all that is demanded of them, and reports what they had.
 * Where nothing is demanded it uses TLS wherever the other side offers it, whoever the other side is (RFC 7435).
 */
public final class SmtpCourier implements Courier, AutoCloseable {
    private static final EnhancedStatus DNS_SILENT = new EnhancedStatus(4, 4, 3);
    private static final Duration TIDY_EVERY = Duration.ofSeconds(5);

    private final Journey.Surroundings around;
    private final IdleConnections idle = new IdleConnections();
    private final Destinations destinations;
    private final Thread tidying;

    /** {@code sources}: what is demanded of connections; {@code publicRoots}: who vouches for servers. */
    public SmtpCourier(
            SmtpCourierConfig config,
            Exchangers exchangers,
            HopSources sources,
            X509TrustManager publicRoots,
            HopLedger ledger) {
        this(
                config,
                exchangers,
                sources,
                publicRoots,
                ledger,
                new Destinations(config.deliveriesPerDestination(), sources.clock(), route -> {}),
                Witnesses.NONE);
    }

    /** Who else hears of connections: {@code tally} counts them for reports to other domains, {@code log} writes them down. */
    public record Witnesses(TlsTally tally, ProtocolLog log) {
        static final Witnesses NONE = new Witnesses(TlsTally.NONE, ProtocolLog.none());
    }

    /** {@code destinations}: how other servers are, for whoever else wants to know. */
    public SmtpCourier(
            SmtpCourierConfig config,
            Exchangers exchangers,
            HopSources sources,
            X509TrustManager publicRoots,
            HopLedger ledger,
            Destinations destinations,
            Witnesses witnesses) {
        this.destinations = destinations;
        PeerIdentity identity = new PeerIdentity(publicRoots);
        this.around = new Journey.Surroundings(
                config,
                exchangers,
                sources,
                identity,
                idle,
                new BrokenTls(),
                ledger,
                new SessionWatch(identity, witnesses.tally(), sources.clock()),
                witnesses.log());
        this.tidying = Thread.ofVirtual().name("courier-tidy").start(this::tidy);
    }

    @Override
    public List<Outcome> deliver(Content content, Envelope envelope, Route route, Terms terms) {
        Optional<Destinations.Pass> entered = entered(route);
        if (entered.isEmpty()) {
            return turnedAway(envelope, route);
        }
        try (Destinations.Pass pass = entered.get()) {
            return deliver(around.with(terms), content, envelope, route, pass);
        }
    }

    private List<Outcome> deliver(
            Journey.Surroundings surroundings,
            Content content,
            Envelope envelope,
            Route route,
            Destinations.Pass pass) {
        try {
            List<Outcome> outcomes = handedOver(surroundings, content, envelope, route);
            Optional<String> broken = outcomes.stream()
                    .flatMap(outcome -> broken(outcome).stream())
                    .findFirst();
            broken.ifPresentOrElse(pass::unanswered, pass::answered);
            return outcomes;
        } catch (MailFailure e) {
            if (e.status().equals(DNS_SILENT)) {
                pass.unanswered(String.valueOf(e.getMessage()));
            }
            return all(envelope, e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String reason = "not reached: " + e.getMessage();
            pass.unanswered(reason);
            return all(envelope, EnhancedStatus.NETWORK_TEMPORARY, reason);
        }
    }

    /** Who takes a message and then says nothing any more is as good as not there. */
    private static Optional<String> broken(Outcome outcome) {
        return outcome instanceof Outcome.Deferred late
                        && late.because().stream().anyMatch(one -> one.rule() == DeliveryRule.CONNECTION_BROKE)
                ? Optional.of(late.reason())
                : Optional.empty();
    }

    @Override
    public Destinations.Turn turn(Route route) {
        return destinations.ask(route);
    }

    private Optional<Destinations.Pass> entered(Route route) {
        try {
            return destinations.enter(route);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Others were faster since the message was prepared. */
    private List<Outcome> turnedAway(Envelope envelope, Route route) {
        return switch (destinations.ask(route)) {
            case Destinations.Turn.Resting(Destinations.Rest rest) -> rest.outcomes(envelope.recipients());
            case Destinations.Turn.Later(Instant at) -> postponed(envelope, at);
            case Destinations.Turn.Go() ->
                postponed(envelope, around.sources().clock().instant());
        };
    }

    private static List<Outcome> postponed(Envelope envelope, Instant at) {
        return envelope.recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Postponed(recipient, at))
                .toList();
    }

    private List<Outcome> handedOver(Journey.Surroundings surroundings, Content content, Envelope envelope, Route route)
            throws IOException {
        ContentTraits traits = ContentTraits.of(content);
        HeaderSection header = HeaderSection.of(content);
        HopWish wish = envelope.requireTls() ? HopWish.TLS_REQUIRED : wish(header);
        return switch (route) {
            case Route.Exchangers(Domain domain) ->
                new Journey(isReport(header) ? surroundings.uncounted() : surroundings, content, traits, envelope)
                        .toExchangers(domain, wish);
            case Route.Redirected(Domain domain, String host, int port) ->
                new Journey(surroundings, content, traits, envelope).toRedirected(host, port, domain, wish);
            case Route.Behind(Domain domain, var hosts) ->
                new Journey(surroundings, content, traits, envelope).toBehind(hosts, domain, wish);
            case Route.SmartHost(String host, int port) -> {
                List<Outcome> outcomes = new ArrayList<>();
                for (List<MailAddress> alike : byDemand(surroundings, envelope, host, wish)) {
                    outcomes.addAll(new Journey(surroundings, content, traits, envelope.to(alike))
                            .toSmartHost(host, port, alike.getFirst().domain(), wish));
                }
                yield outcomes;
            }
        };
    }

    /** Those for whom the same is demanded share a transaction. */
    private Collection<List<MailAddress>> byDemand(
            Journey.Surroundings surroundings, Envelope envelope, String host, HopWish wish) {
        Map<Domain, HopVerdict> verdicts = new HashMap<>();
        return envelope.recipients().stream()
                .collect(Collectors.groupingBy(
                        recipient -> verdicts.computeIfAbsent(
                                recipient.domain(),
                                domain -> surroundings
                                        .sources()
                                        .smartHost(domain, host, wish)
                                        .decision()
                                        .verdict()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /** What the header section wishes, RFC 8689 section 3: a field that stands once and says so; REQUIRETLS is stronger. */
    public static HopWish wish(HeaderSection header) {
        List<HeaderField> fields = header.all("TLS-Required");
        return fields.size() == 1 && fields.getFirst().value().strip().equalsIgnoreCase("No")
                ? HopWish.TLS_NOT_REQUIRED
                : HopWish.NONE;
    }

    /** RFC 8460 section 5.3: the report about a domain must not be the reason for the next one. */
    private static boolean isReport(HeaderSection header) {
        return header.value("TLS-Report-Domain").isPresent();
    }

    private static List<Outcome> all(Envelope envelope, EnhancedStatus status, String reason) {
        return Journey.all(envelope, status, reason, List.of());
    }

    private void tidy() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(TIDY_EVERY);
                idle.closeOld();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        tidying.interrupt();
        idle.closeAll();
    }
}
