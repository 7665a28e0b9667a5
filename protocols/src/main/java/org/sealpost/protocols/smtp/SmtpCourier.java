package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailFailure;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to other servers by SMTP. It uses TLS wherever the other side offers it, whoever the other side is
 * (RFC 7435), and reports what it got.
 */
public final class SmtpCourier implements Courier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpCourier.class);
    private static final EnhancedStatus BUSY = new EnhancedStatus(4, 4, 5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final int CONNECTIONS_TRIED = 6;
    private static final Duration TIDY_EVERY = Duration.ofSeconds(5);

    private final SmtpCourierConfig config;
    private final Exchangers exchangers;
    private final SSLContext tls = anyPeer();
    private final IdleConnections idle = new IdleConnections();
    private final Map<Route, Integer> underWay = new ConcurrentHashMap<>();
    private final Thread tidying;

    public SmtpCourier(SmtpCourierConfig config, Exchangers exchangers) {
        this.config = config;
        this.exchangers = exchangers;
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
        Optional<PeerConnection> used = idle.take(route);
        if (used.isPresent()) {
            try {
                return deliver(used.get(), route, content, traits, envelope);
            } catch (IOException e) {
                LOG.debug("{} did not wait for another message", used.get().host());
            }
        }
        IOException last = new IOException("no address of " + name(route) + " is known");
        int tried = 0;
        for (String host : hosts(route)) {
            for (InetAddress address : addresses(host, route)) {
                if (tried++ == CONNECTIONS_TRIED) {
                    throw last;
                }
                try {
                    return deliver(connect(host, address, port(route)), route, content, traits, envelope);
                } catch (IOException e) {
                    last = e;
                }
            }
        }
        throw last;
    }

    /** On this connection, which is kept for the next message if it is still good. */
    private List<Outcome> deliver(
            PeerConnection peer, Route route, Content content, ContentTraits traits, Envelope envelope)
            throws IOException {
        Thread guard = Thread.ofVirtual().name("courier-guard").start(() -> endLate(peer));
        boolean good = false;
        try {
            List<Outcome> outcomes = new PeerTransaction(peer, content, envelope, traits).run();
            good = outcomes.stream().anyMatch(Outcome.Delivered.class::isInstance);
            return outcomes;
        } finally {
            guard.interrupt();
            if (good) {
                idle.keep(route, peer);
            } else {
                peer.quit();
            }
        }
    }

    private void endLate(PeerConnection peer) {
        try {
            Thread.sleep(config.delivery());
            LOG.info("a delivery to {} took too long", peer.host());
            peer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server whose TLS does not work gets the message without, as if it had none; rules that demand TLS come before this. */
    private PeerConnection connect(String host, InetAddress address, int port) throws IOException {
        InetSocketAddress at = new InetSocketAddress(address, port);
        try {
            return PeerConnection.open(config, host, at, Optional.of(tls));
        } catch (PeerConnection.NoTls e) {
            LOG.warn("{} offers TLS, but the handshake failed: {}", host, e.getMessage());
            return PeerConnection.open(config, host, at, Optional.empty());
        }
    }

    private List<String> hosts(Route route) {
        return switch (route) {
            case Route.Exchangers(var domain) ->
                exchangers.of(domain).stream().map(Exchangers.Host::name).toList();
            case Route.SmartHost(String host, int port) -> List.of(host);
        };
    }

    private List<InetAddress> addresses(String host, Route route) throws IOException {
        return switch (route) {
            case Route.Exchangers exchanger -> exchangers.addresses(host);
            // The administrator named it; so it may stand in the hosts file, or be an address itself.
            case Route.SmartHost smartHost -> List.of(InetAddress.getAllByName(host));
        };
    }

    private int port(Route route) {
        return switch (route) {
            case Route.Exchangers exchanger -> config.port();
            case Route.SmartHost(String host, int port) -> port;
        };
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
                entered[0] = now < config.deliveriesPerDestination();
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
        List<Outcome> outcomes = new ArrayList<>();
        envelope.recipients()
                .forEach(recipient -> outcomes.add(
                        status.isTemporary()
                                ? new Outcome.Deferred(recipient, status, reason)
                                : new Outcome.Failed(recipient, status, reason)));
        return outcomes;
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

    /** Unverified TLS still keeps out whoever only listens. */
    private static SSLContext anyPeer() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyPeer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks TLS", e);
        }
    }

    @Override
    public void close() {
        tidying.interrupt();
        idle.closeAll();
    }
}
