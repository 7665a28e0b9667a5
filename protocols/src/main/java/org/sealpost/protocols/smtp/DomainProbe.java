package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopAchieved;
import org.sealpost.policy.HopDemand;
import org.sealpost.policy.HopJudgement;
import org.sealpost.policy.HopPolicy;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;

/** Connects to the servers of a domain as a delivery would, and tells what each connection has, without sending a message. */
public final class DomainProbe {
    private static final int TRIED = 20;

    private final SmtpCourierConfig config;
    private final Exchangers exchangers;
    private final HopSources sources;
    private final PeerIdentity identity;

    /** {@code publicRoots}: who vouches for servers. */
    public DomainProbe(
            SmtpCourierConfig config, Exchangers exchangers, HopSources sources, X509TrustManager publicRoots) {
        this.config = config;
        this.exchangers = exchangers;
        this.sources = sources;
        this.identity = new PeerIdentity(publicRoots);
    }

    /**
     * What came of one address of one host.
     *
     * @param good whether a message would go over this connection
     * @param security empty if there was no connection
     * @param certificates that it showed, its own first
     * @param offers the words behind EHLO
     * @param trouble why there was no connection, or why it is not tried; empty if there was one
     * @param because the demands, and whether they are met
     */
    public record Leg(
            String host,
            String address,
            boolean good,
            Optional<SessionSecurity> security,
            List<X509Certificate> certificates,
            Set<String> offers,
            String trouble,
            List<Finding> because) {}

    /** Of the domain's own mail exchangers, or of the hosts that are named in their place. May take long. */
    public List<Leg> of(Domain domain, List<RelayDomain.Host> named) {
        List<Leg> legs = new ArrayList<>();
        try {
            for (RelayDomain.Host host : named) {
                Hop hop = sources.smartHost(domain, host.name(), HopWish.NONE);
                visit(hop, List.of(InetAddress.getAllByName(host.name())), host.port(), legs);
            }
            for (Exchangers.Host host : named.isEmpty() ? exchangers.of(domain) : List.<Exchangers.Host>of()) {
                Hop hop = sources.exchanger(domain, host, HopWish.NONE);
                visit(hop, exchangers.addresses(host.name()), config.port(), legs);
            }
        } catch (MailFailure | IOException e) {
            legs.add(untouched(domain.name(), "", String.valueOf(e.getMessage()), List.of()));
        }
        return legs;
    }

    private static Leg untouched(String host, String address, String trouble, List<Finding> because) {
        return new Leg(host, address, false, Optional.empty(), List.of(), Set.of(), trouble, because);
    }

    private void visit(Hop hop, List<InetAddress> addresses, int port, List<Leg> legs) {
        for (InetAddress address : addresses) {
            if (legs.size() < TRIED) {
                legs.add(
                        switch (hop.decision().verdict()) {
                            case HopVerdict.Skip skip ->
                                untouched(
                                        hop.host(),
                                        address.getHostAddress(),
                                        "it is not tried",
                                        hop.decision().because());
                            case HopVerdict.Try(HopDemand demand) ->
                                leg(hop, demand, new InetSocketAddress(address, port));
                        });
            }
        }
    }

    private Leg leg(Hop hop, HopDemand demand, InetSocketAddress at) {
        OwnCertificate.Context tls = OwnCertificate.contextFor(hop);
        String address = at.getAddress().getHostAddress();
        try (PeerConnection peer = PeerConnection.open(config, hop.host(), at, Optional.of(tls.tls()))) {
            HopAchieved achieved = identity.achieved(hop, peer, tls.wasShown());
            Decision<HopJudgement> judgement = HopPolicy.judge(demand, achieved);
            List<Finding> because = new ArrayList<>(hop.decision().because());
            because.addAll(judgement.because());
            Leg leg = new Leg(
                    hop.host(),
                    address,
                    judgement.verdict() instanceof HopJudgement.Send,
                    Optional.of(peer.security()),
                    peer.certificates(),
                    peer.offered(),
                    "",
                    because);
            peer.quit();
            return leg;
        } catch (IOException e) {
            return untouched(
                    hop.host(),
                    address,
                    String.valueOf(e.getMessage()),
                    hop.decision().because());
        }
    }
}
