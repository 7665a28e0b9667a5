package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.Partner;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.PartnerVerdict;

/**
 * Tries mutual TLS with every server of a partner without sending a message: is it the partner's, does it ask who we are, and does
 * it take our word for it.
 */
public final class PartnerProbe {
    private static final int TRIED = 20;

    private final SmtpCourierConfig config;
    private final Exchangers exchangers;
    private final AgreedPeers peers;

    public PartnerProbe(SmtpCourierConfig config, Exchangers exchangers, AgreedPeers peers) {
        this.config = config;
        this.exchangers = exchangers;
        this.peers = peers;
    }

    /**
     * What came of one server.
     *
     * @param server name and address, or the domain if no server of it is known
     * @param words why it is good or not
     */
    public record Leg(Domain domain, String server, boolean good, String words) {}

    /** One leg for each address of each server of each domain; at least one for each domain. */
    public List<Leg> of(Partner partner, Domain ours) {
        List<Leg> legs = new ArrayList<>();
        for (Domain domain : partner.domains()) {
            try {
                for (Exchangers.Host host : exchangers.of(domain)) {
                    for (InetAddress address : exchangers.addresses(host.name())) {
                        if (legs.size() < TRIED) {
                            legs.add(leg(partner, domain, host.name(), address, ours));
                        }
                    }
                }
            } catch (MailFailure e) {
                legs.add(new Leg(domain, domain.name(), false, String.valueOf(e.getMessage())));
            }
        }
        return legs;
    }

    private Leg leg(Partner partner, Domain domain, String host, InetAddress address, Domain ours) {
        String server = host + " [" + address.getHostAddress() + "]";
        OwnCertificate.Context tls = OwnCertificate.contextOf(peers.ours());
        InetSocketAddress at = new InetSocketAddress(address, config.port());
        try (PeerConnection peer = PeerConnection.open(config, host, at, Optional.of(tls.tls()))) {
            Decision<PartnerVerdict> proof = peers.judge(partner, domain, peer.certificates());
            String words = Explanation.sentences(proof.because(), Locale.ENGLISH);
            if (!proof.verdict().isProved()) {
                return new Leg(domain, server, false, words);
            }
            if (!tls.wasShown()) {
                return new Leg(domain, server, false, words + " It does not ask for our certificate.");
            }
            return sender(peer, new Leg(domain, server, true, words), ours);
        } catch (IOException e) {
            return new Leg(domain, server, false, String.valueOf(e.getMessage()));
        }
    }

    /** Whether the partner believes who we are: a transaction that ends before anybody is named. */
    private static Leg sender(PeerConnection peer, Leg good, Domain ours) throws IOException {
        PeerReply reply = peer.command("MAIL FROM:<postmaster@" + ours + ">");
        peer.command("RSET");
        peer.quit();
        return reply.isPositive()
                ? good
                : new Leg(good.domain(), good.server(), false, good.words() + " It refuses us: " + reply.text());
    }
}
