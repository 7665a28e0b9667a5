package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.X509TrustManager;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopDemand;
import org.sealpost.policy.HopVerdict;

/** Looks at a server behind without sending it a message: whether it answers, with what protection, and whether it takes everybody. */
public final class InnerProbe {
    /** Somebody waits for the result, and the server stands near. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InnerHosts hosts;

    /** {@code sources}: what is demanded of connections; {@code publicRoots}: who vouches for servers. */
    public InnerProbe(SmtpCourierConfig config, HopSources sources, X509TrustManager publicRoots) {
        this.hosts = new InnerHosts(config.withPatience(PATIENCE), sources, publicRoots);
    }

    /** What was found at one host. */
    public sealed interface Found {
        /** Nobody is there, or does not speak as a mail server does. */
        record Silent(String words) implements Found {}

        /** It is there, but the connection lacks what is demanded. */
        record Unprotected(String words) implements Found {}

        /**
         * Mail can go there.
         *
         * @param certificateEnds empty in clear
         * @param near whether it is this machine itself
         * @param stranger what it says about a recipient whom nobody knows
         */
        record Open(Optional<Instant> certificateEnds, boolean near, Stranger stranger) implements Found {}
    }

    /** What a server says about a recipient whom nobody knows. */
    public enum Stranger {
        TAKEN,
        REFUSED,
        /** It says neither now. */
        UNKNOWN
    }

    /** Whether no connection to any of its hosts is ever in clear, as is demanded. */
    public boolean isNeverInClear(RelayDomain domain) {
        return hosts.demanded(domain).stream()
                .allMatch(
                        verdict -> !(verdict instanceof HopVerdict.Try(HopDemand demand)) || !demand.isOpportunistic());
    }

    /** At the first address of the host. */
    public Found look(RelayDomain domain, RelayDomain.Host host) {
        try {
            InetAddress address = InetAddress.getByName(host.name());
            try (PeerConnection peer = hosts.open(domain, host, new InetSocketAddress(address, host.port()))) {
                Stranger stranger = stranger(peer, domain.domain());
                peer.quit();
                return new Found.Open(
                        peer.certificates().stream()
                                .findFirst()
                                .map(X509Certificate::getNotAfter)
                                .map(java.util.Date::toInstant),
                        address.isLoopbackAddress(),
                        stranger);
            }
        } catch (InnerHosts.Unprotected e) {
            return new Found.Unprotected(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Found.Silent(String.valueOf(e.getMessage()));
        }
    }

    /** The name is made up anew each time, so nobody can know it. */
    private static Stranger stranger(PeerConnection peer, Domain domain) throws IOException {
        String name = "nobody-" + UUID.randomUUID();
        List<PeerReply> replies = peer.mail("MAIL FROM:<>", List.of("RCPT TO:<" + name + "@" + domain + ">"));
        PeerReply last = replies.getLast();
        if (replies.size() == 1 || !replies.getFirst().isPositive()) {
            return Stranger.UNKNOWN;
        }
        if (last.isPositive()) {
            var _ = peer.command("RSET");
            return Stranger.TAKEN;
        }
        return last.code() >= 500 ? Stranger.REFUSED : Stranger.UNKNOWN;
    }
}
