package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopFacts;
import org.sealpost.policy.PeerProof;
import org.sealpost.policy.TlsLevel;
import org.sealpost.policy.TlsPolicyKind;
import org.sealpost.policy.TlsResult;
import org.sealpost.policy.TlsSession;
import org.sealpost.policy.TlsSession.Promise;
import org.sealpost.policy.TlsSessionFacts;
import org.sealpost.policy.TlsSessionFacts.Connection;
import org.sealpost.policy.TlsSessionPolicy;
import org.sealpost.policy.TlsTally;

/**
 * Counts connections to servers of other domains, for reports to these domains (RFC 8460): each connection once, however many messages go over it.
 * A host that an administrator named is none of theirs, and a server that does not answer says nothing about encryption.
 */
final class SessionWatch {
    private final PeerIdentity identity;
    private final TlsTally tally;
    private final Clock clock;

    SessionWatch(PeerIdentity identity, TlsTally tally, Clock clock) {
        this.identity = identity;
        this.tally = tally;
        this.clock = clock;
    }

    /** The same, counting nothing: for mail that itself is such a report (RFC 8460 section 5.3). */
    SessionWatch blind() {
        return new SessionWatch(identity, TlsTally.NONE, clock);
    }

    void skipped(Hop hop) {
        note(hop, Connection.NONE, Faults.NONE, Between.NOBODY);
    }

    void handshakeFailed(Hop hop, InetSocketAddress at) {
        note(hop, Connection.HANDSHAKE_FAILED, Faults.NONE, new Between("", text(at.getAddress())));
    }

    void connected(Hop hop, ProvedConnection connection) {
        PeerConnection peer = connection.peer();
        boolean clear = connection.achieved().level() == TlsLevel.CLEAR;
        note(
                hop,
                clear ? Connection.CLEAR : Connection.ENCRYPTED,
                clear ? Faults.NONE : faults(hop, connection),
                new Between(text(peer.localAddress()), text(peer.address())));
    }

    /** What is wrong with the certificate of a host. */
    private record Faults(Optional<TlsResult> dane, Optional<TlsResult> name) {
        static final Faults NONE = new Faults(Optional.empty(), Optional.empty());
    }

    /** The addresses of a connection. */
    private record Between(String from, String to) {
        static final Between NOBODY = new Between("", "");
    }

    /** Looked for only where it was promised and not proved. */
    private Faults faults(Hop hop, ProvedConnection connection) {
        Set<PeerProof> proofs = connection.achieved().proofs();
        List<X509Certificate> chain = connection.peer().certificates();
        boolean dane = hop.facts().dane() == HopFacts.Dane.USABLE && !proofs.contains(PeerProof.DANE);
        boolean name = hop.facts().sts() != HopFacts.Sts.ABSENT && !proofs.contains(PeerProof.NAME);
        return new Faults(
                dane ? identity.daneResult(hop, chain) : Optional.empty(),
                name ? identity.nameResult(hop, chain) : Optional.empty());
    }

    private void note(Hop hop, Connection connection, Faults faults, Between between) {
        Optional<Domain> domain = hop.knowledge().domain();
        if (tally.equals(TlsTally.NONE) || domain.isEmpty() || hop.published().isEmpty()) {
            return;
        }
        Hop.Published published = hop.published().get();
        TlsSessionPolicy.Counted counted = TlsSessionPolicy.count(new TlsSessionFacts(
                hop.facts().dane(),
                hop.facts().sts(),
                published.sts().isPresent() ? Optional.empty() : published.stsFault(),
                connection,
                faults.dane(),
                faults.name()));
        Between told = counted.failure().isPresent() ? between : Between.NOBODY;
        tally.note(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                new TlsSession(
                        domain.get(),
                        promise(counted.kind(), domain.get(), hop.host(), published),
                        hop.host(),
                        told.from(),
                        told.to(),
                        counted.failure()));
    }

    /** RFC 8460 section 2: TLSA records are a promise of the host, all others of the recipients' domain. */
    private static Promise promise(TlsPolicyKind kind, Domain domain, String host, Hop.Published published) {
        return switch (kind) {
            case TLSA -> new Promise(kind, host, published.tlsa(), List.of(host));
            case STS ->
                new Promise(
                        kind,
                        domain.name(),
                        published.sts().map(StsTerms::text).stream()
                                .flatMap(String::lines)
                                .toList(),
                        published.sts().map(StsTerms::hosts).orElse(List.of()));
            case NONE -> new Promise(kind, domain.name(), List.of(), List.of());
        };
    }

    /** Without the name of an interface. */
    private static String text(InetAddress address) {
        return address.getHostAddress().replaceAll("%.*", "");
    }
}
