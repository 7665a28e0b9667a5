package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.sealpost.identity.RelayDomain;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopDemand;
import org.sealpost.policy.HopJudgement;
import org.sealpost.policy.HopPolicy;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;

/** Connections to the servers behind this one that have what is demanded of those over which mail goes there. */
final class InnerHosts {
    private final SmtpCourierConfig config;
    private final HopSources sources;
    private final PeerIdentity identity;
    private final BrokenTls brokenTls = new BrokenTls();

    /** A host is there, but the connection lacks what is demanded. */
    static final class Unprotected extends IOException {
        private static final long serialVersionUID = 1L;

        Unprotected(List<Finding> because) {
            super(Explanation.sentences(because, Locale.ENGLISH));
        }
    }

    /** {@code publicRoots}: who vouches for servers. */
    InnerHosts(SmtpCourierConfig config, HopSources sources, X509TrustManager publicRoots) {
        this.config = config;
        this.sources = sources;
        this.identity = new PeerIdentity(publicRoots);
    }

    /** What is demanded of connections to the hosts, in their order; it changes when an administrator says so. */
    List<HopVerdict> demanded(RelayDomain domain) {
        return domain.hosts().stream()
                .map(host -> hop(domain, host).decision().verdict())
                .toList();
    }

    /**
     * One over which mail may go.
     *
     * @throws Unprotected if it lacks what is demanded; nothing about mail was said then
     */
    PeerConnection open(RelayDomain domain, RelayDomain.Host host, InetSocketAddress at) throws IOException {
        Hop hop = hop(domain, host);
        return switch (hop.decision().verdict()) {
            case HopVerdict.Skip skip -> throw new Unprotected(hop.decision().because());
            case HopVerdict.Try(HopDemand demand) -> open(hop, demand, at);
        };
    }

    private Hop hop(RelayDomain domain, RelayDomain.Host host) {
        return sources.smartHost(domain.domain(), host.name(), HopWish.NONE);
    }

    private PeerConnection open(Hop hop, HopDemand demand, InetSocketAddress at) throws IOException {
        OwnCertificate.Context tls = OwnCertificate.contextFor(hop);
        try {
            PeerConnection peer = PeerConnection.open(config, hop.host(), at, Optional.of(tls.tls()));
            brokenTls.forget(hop.host());
            return judged(peer, HopPolicy.judge(demand, identity.achieved(hop, peer, tls.wasShown())));
        } catch (PeerConnection.NoTls e) {
            boolean again = brokenTls.again(hop.host(), sources.clock().instant());
            Decision<HopJudgement> judgement =
                    HopPolicy.afterFailedHandshake(demand, hop.host(), again, String.valueOf(e.getMessage()));
            if (judgement.verdict() instanceof HopJudgement.Refuse) {
                throw new Unprotected(judgement.because());
            }
            return PeerConnection.open(config, hop.host(), at, Optional.empty());
        }
    }

    private static PeerConnection judged(PeerConnection peer, Decision<HopJudgement> judgement) throws IOException {
        if (judgement.verdict() instanceof HopJudgement.Refuse) {
            peer.quit();
            throw new Unprotected(judgement.because());
        }
        return peer;
    }
}
