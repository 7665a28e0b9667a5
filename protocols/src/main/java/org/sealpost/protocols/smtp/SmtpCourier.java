package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;

/**
 * Takes messages to other servers by SMTP, over connections that have all that is demanded of them, and reports what they had.
 * Where nothing is demanded it uses TLS wherever the other side offers it, whoever the other side is (RFC 7435).
 */
public final class SmtpCourier implements Courier, AutoCloseable {
    private static final EnhancedStatus BUSY = new EnhancedStatus(4, 4, 5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final Duration TIDY_EVERY = Duration.ofSeconds(5);

    private final Journey.Surroundings around;
    private final IdleConnections idle = new IdleConnections();
    private final Map<Route, Integer> underWay = new ConcurrentHashMap<>();
    private final Thread tidying;

    /** {@code sources}: what is demanded of connections; {@code publicRoots}: who vouches for servers. */
    public SmtpCourier(
            SmtpCourierConfig config,
            Exchangers exchangers,
            HopSources sources,
            X509TrustManager publicRoots,
            HopLedger ledger) {
        this.around = new Journey.Surroundings(
                config, exchangers, sources, new PeerIdentity(publicRoots), idle, new BrokenTls(), ledger);
        this.tidying = Thread.ofVirtual().name("courier-tidy").start(this::tidy);
    }

    @Override
    public List<Outcome> deliver(Content content, Envelope envelope, Route route) {
        if (!entered(route)) {
            return all(envelope, BUSY, "too many messages on the way to " + name(route));
        }
        try {
            return deliver(content, ContentTraits.of(content), envelope, route);
        } catch (MailFailure e) {
            return all(envelope, e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return all(envelope, EnhancedStatus.NETWORK_TEMPORARY, "not reached: " + e.getMessage());
        } finally {
            underWay.computeIfPresent(route, (key, count) -> count > 1 ? count - 1 : null);
        }
    }

    private List<Outcome> deliver(Content content, ContentTraits traits, Envelope envelope, Route route)
            throws IOException {
        HopWish wish = envelope.requireTls() ? HopWish.TLS_REQUIRED : wish(content);
        return switch (route) {
            case Route.Exchangers(Domain domain) ->
                new Journey(around, content, traits, envelope).toExchangers(domain, wish);
            case Route.SmartHost(String host, int port) -> {
                List<Outcome> outcomes = new ArrayList<>();
                for (List<MailAddress> alike : byDemand(envelope, host, wish)) {
                    outcomes.addAll(new Journey(around, content, traits, envelope.to(alike))
                            .toSmartHost(host, port, alike.getFirst().domain(), wish));
                }
                yield outcomes;
            }
        };
    }

    /** Those for whom the same is demanded share a transaction. */
    private Collection<List<MailAddress>> byDemand(Envelope envelope, String host, HopWish wish) {
        Map<Domain, HopVerdict> verdicts = new HashMap<>();
        return envelope.recipients().stream()
                .collect(Collectors.groupingBy(
                        recipient -> verdicts.computeIfAbsent(
                                recipient.domain(),
                                domain -> around.sources()
                                        .smartHost(domain, host, wish)
                                        .decision()
                                        .verdict()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /** RFC 8689 section 3: a field that stands once and says so; REQUIRETLS is stronger. */
    private static HopWish wish(Content content) {
        List<HeaderField> fields = HeaderSection.of(content).all("TLS-Required");
        return fields.size() == 1 && fields.getFirst().value().strip().equalsIgnoreCase("No")
                ? HopWish.TLS_NOT_REQUIRED
                : HopWish.NONE;
    }

    private static String name(Route route) {
        return switch (route) {
            case Route.Exchangers(var domain) -> domain.toString();
            case Route.SmartHost(String host, int port) -> host;
        };
    }

    /** Waits a little for its turn. */
    private boolean entered(Route route) {
        for (long waited = 0; waited <= PATIENCE.toMillis(); waited += LOOK_EVERY_MILLIS) {
            boolean[] entered = new boolean[1];
            underWay.compute(route, (key, count) -> {
                int now = count == null ? 0 : count;
                entered[0] = now < around.config().deliveriesPerDestination();
                return entered[0] ? now + 1 : now;
            });
            if (entered[0]) {
                return true;
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
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
