package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.FallbackPolicy;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopAchieved;
import org.sealpost.policy.HopDemand;
import org.sealpost.policy.HopJudgement;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopPolicy;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.TlsLevel;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one message to the hosts of one domain: one after the other, until one takes it over a connection that has what is demanded. */
final class Journey {
    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);
    private static final int CONNECTIONS_TRIED = 6;
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final Surroundings around;
    private final Content content;
    private final ContentTraits traits;
    private final Envelope envelope;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<InClear> lastResort = new ArrayList<>();
    private Optional<IOException> broken = Optional.empty();
    private int tried;

    Journey(Surroundings around, Content content, ContentTraits traits, Envelope envelope) {
        this.around = around;
        this.content = content;
        this.traits = traits;
        this.envelope = envelope;
    }

    /** What all journeys share. */
    record Surroundings(
            SmtpCourierConfig config,
            Exchangers exchangers,
            HopSources sources,
            PeerIdentity identity,
            IdleConnections idle,
            BrokenTls brokenTls,
            HopLedger ledger,
            SessionWatch watch,
            ProtocolLog log) {
        /** For a message of which this is known. */
        Surroundings with(Courier.Terms terms) {
            return new Surroundings(
                    config, exchangers, sources.with(terms), identity, idle, brokenTls, ledger, watch, log);
        }

        /** For mail of which no report is made. */
        Surroundings uncounted() {
            return new Surroundings(config, exchangers, sources, identity, idle, brokenTls, ledger, watch.blind(), log);
        }
    }

    /**
     * A host that did not get the message, although it was there.
     *
     * @param lacking if a connection to it had not what is demanded
     */
    private record Refusal(
            String host,
            EnhancedStatus status,
            String words,
            List<Finding> because,
            Optional<Outcome.Lacking> lacking) {}

    /** A host that gets the message in clear if no other gets it at all. */
    private record InClear(Hop hop, InetSocketAddress at, List<Finding> because) {}

    /** Looks up addresses of a host. */
    private interface Addresses {
        List<InetAddress> of(String host) throws IOException;
    }

    /** @throws IOException if nobody was reached */
    List<Outcome> toExchangers(Domain domain, HopWish wish) throws IOException {
        List<Exchangers.Host> hosts = around.exchangers.of(domain);
        for (Exchangers.Host host : hosts) {
            Hop hop = around.sources.exchanger(domain, host, wish);
            Optional<List<Outcome>> done = visit(hop, around.exchangers::addresses, around.config.port());
            if (done.isPresent()) {
                return noted(domain, done.get());
            }
        }
        return ended(domain);
    }

    /** The administrator named the host, so it may stand in the hosts file, or be an address itself. */
    List<Outcome> toSmartHost(String host, int port, Domain domain, HopWish wish) throws IOException {
        Hop hop = around.sources.smartHost(domain, host, wish);
        Optional<List<Outcome>> done = visit(hop, name -> List.of(InetAddress.getAllByName(name)), port);
        return done.isPresent() ? noted(domain, done.get()) : ended(domain);
    }

    /** To one of these hosts, in their order; an administrator named them. */
    List<Outcome> toBehind(List<RelayDomain.Host> hosts, Domain domain, HopWish wish) throws IOException {
        for (RelayDomain.Host host : hosts) {
            Hop hop = around.sources.smartHost(domain, host.name(), wish);
            Optional<List<Outcome>> done = visit(hop, name -> List.of(InetAddress.getAllByName(name)), host.port());
            if (done.isPresent()) {
                return noted(domain, done.get());
            }
        }
        return ended(domain);
    }

    /** An administrator named the host in the place of the domain's own; nothing less is demanded of it than of those. */
    List<Outcome> toRedirected(String host, int port, Domain domain, HopWish wish) throws IOException {
        Hop hop = around.sources.redirected(domain, host, own(domain), wish);
        Optional<List<Outcome>> done = visit(hop, name -> List.of(InetAddress.getAllByName(name)), port);
        return done.isPresent() ? noted(domain, done.get()) : ended(domain);
    }

    /** None if the domain has none that could be asked; if nobody knows, the message waits. */
    private List<Exchangers.Host> own(Domain domain) {
        try {
            return around.exchangers.of(domain);
        } catch (MailFailure e) {
            if (e.status().isTemporary()) {
                throw e;
            }
            return List.of();
        }
    }

    /** The outcomes if the host was asked to take the message; none if another one is to be tried. */
    private Optional<List<Outcome>> visit(Hop hop, Addresses addresses, int port) throws IOException {
        return switch (hop.decision().verdict()) {
            case HopVerdict.Skip(EnhancedStatus status) -> {
                around.watch.skipped(hop);
                refused(hop, status, List.of(), Optional.empty());
                yield Optional.empty();
            }
            case HopVerdict.Try(HopDemand demand) -> {
                ProvedConnection.Key key = new ProvedConnection.Key(hop.host(), port, hop.knowledge());
                Optional<List<Outcome>> done = overUsedConnection(hop, demand, key);
                yield done.isPresent() ? done : overNewConnection(hop, demand, key, addresses);
            }
        };
    }

    private Optional<List<Outcome>> overUsedConnection(Hop hop, HopDemand demand, ProvedConnection.Key key) {
        Optional<ProvedConnection> used = around.idle.take(key);
        if (used.isEmpty()) {
            return Optional.empty();
        }
        if (around.log.isOn(ProtocolLog.OUTBOUND)
                && !used.get().peer().transcript().isOn()) {
            // It was opened before anybody wanted it written down; a session is written whole.
            used.get().peer().quit();
            return Optional.empty();
        }
        Decision<HopJudgement> judgement = HopPolicy.judge(demand, used.get().achieved());
        if (judgement.verdict() instanceof HopJudgement.Refuse) {
            around.idle.keep(key, used.get());
            return Optional.empty();
        }
        try {
            return Optional.of(send(Optional.of(key), used.get(), because(hop, judgement)));
        } catch (IOException e) {
            LOG.debug("{} did not wait for another message", hop.host());
            return Optional.empty();
        }
    }

    private Optional<List<Outcome>> overNewConnection(
            Hop hop, HopDemand demand, ProvedConnection.Key key, Addresses addresses) throws IOException {
        List<InetAddress> found;
        try {
            found = addresses.of(hop.host());
        } catch (MailFailure e) {
            refusals.add(
                    new Refusal(hop.host(), e.status(), String.valueOf(e.getMessage()), List.of(), Optional.empty()));
            return Optional.empty();
        }
        for (InetAddress address : found) {
            if (tried++ >= CONNECTIONS_TRIED) {
                break;
            }
            Optional<List<Outcome>> done = at(hop, demand, key, new InetSocketAddress(address, key.port()));
            if (done.isPresent()) {
                return done;
            }
        }
        return Optional.empty();
    }

    private Optional<List<Outcome>> at(Hop hop, HopDemand demand, ProvedConnection.Key key, InetSocketAddress at) {
        OwnCertificate.Context tls = OwnCertificate.contextFor(hop);
        try {
            PeerConnection peer =
                    PeerConnection.open(around.config, hop.host(), at, Optional.of(tls.tls()), around.log);
            around.brokenTls.forget(hop.host());
            ProvedConnection connection =
                    new ProvedConnection(peer, around.identity.achieved(hop, peer, tls.wasShown()));
            around.watch.connected(hop, connection);
            return over(hop, demand, key, connection);
        } catch (PeerConnection.NoTls e) {
            around.watch.handshakeFailed(hop, at);
            handshakeFailed(hop, demand, at, String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (IOException e) {
            broken = Optional.of(e);
            return Optional.empty();
        }
    }

    private Optional<List<Outcome>> over(
            Hop hop, HopDemand demand, ProvedConnection.Key key, ProvedConnection connection) throws IOException {
        Decision<HopJudgement> judgement = HopPolicy.judge(demand, connection.achieved());
        return switch (judgement.verdict()) {
            case HopJudgement.Send() -> Optional.of(send(Optional.of(key), connection, because(hop, judgement)));
            case HopJudgement.Refuse(EnhancedStatus status) -> {
                connection.peer().transcript().decided(because(hop, judgement));
                connection.peer().quit();
                refused(hop, status, judgement.because(), lacking(hop, connection.achieved()));
                yield Optional.empty();
            }
        };
    }

    private void handshakeFailed(Hop hop, HopDemand demand, InetSocketAddress at, String words) {
        LOG.warn("{} offers TLS, but the handshake failed: {}", hop.host(), words);
        boolean again = around.brokenTls.again(hop.host(), now());
        Decision<HopJudgement> judgement = HopPolicy.afterFailedHandshake(demand, hop.host(), again, words);
        switch (judgement.verdict()) {
            case HopJudgement.Send() -> lastResort.add(new InClear(hop, at, because(hop, judgement)));
            case HopJudgement.Refuse(EnhancedStatus status) ->
                refused(
                        hop,
                        status,
                        judgement.because(),
                        Optional.of(demand)
                                .filter(one -> !one.isOpportunistic())
                                .flatMap(one -> lacking(hop, inClear(hop.host()))));
        }
    }

    private static HopAchieved inClear(String host) {
        return new HopAchieved(host, TlsLevel.CLEAR, Set.of(), "", false, false);
    }

    private static Optional<Outcome.Lacking> lacking(Hop hop, HopAchieved achieved) {
        return Optional.of(new Outcome.Lacking(FallbackPolicy.after(hop.facts(), achieved)));
    }

    private void refused(Hop hop, EnhancedStatus status, List<Finding> judged, Optional<Outcome.Lacking> lacking) {
        List<Finding> because = new ArrayList<>(hop.decision().because());
        because.addAll(judged);
        refusals.add(new Refusal(
                hop.host(),
                status,
                Explanation.sentences(judged.isEmpty() ? because : judged, Locale.ENGLISH),
                because,
                lacking));
    }

    private static List<Finding> because(Hop hop, Decision<HopJudgement> judgement) {
        return Stream.concat(hop.decision().because().stream(), judgement.because().stream())
                .toList();
    }

    /** On this connection, which is kept under the key for the next message if it is still good. */
    private List<Outcome> send(Optional<ProvedConnection.Key> key, ProvedConnection connection, List<Finding> because)
            throws IOException {
        PeerConnection peer = connection.peer();
        List<Finding> found = told(peer.transcript(), because);
        peer.within(around.config.delivery());
        boolean good = false;
        try {
            List<Outcome> outcomes = new PeerTransactions(peer, content, envelope, traits, found).run();
            good = outcomes.stream().anyMatch(Outcome.Delivered.class::isInstance);
            return outcomes;
        } finally {
            peer.done();
            if (good && key.isPresent() && peer.takesMore()) {
                around.idle.keep(key.get(), connection);
            } else {
                peer.quit();
            }
        }
    }

    /** Whoever sees the record of the message finds the session, and the other way round. */
    private List<Finding> told(Transcript transcript, List<Finding> because) {
        if (!transcript.isOn()) {
            return because;
        }
        HeaderSection.of(content)
                .first("Message-ID")
                .ifPresent(field -> transcript.note("message " + field.value().strip(), "MESSAGE"));
        transcript.decided(because);
        return Stream.concat(because.stream(), transcript.findings().stream()).toList();
    }

    /** Nobody took it over a connection with TLS: in clear if it may, else it waits. */
    private List<Outcome> ended(Domain domain) throws IOException {
        for (InClear one : lastResort) {
            try {
                PeerConnection peer =
                        PeerConnection.open(around.config, one.hop.host(), one.at, Optional.empty(), around.log);
                ProvedConnection clear = new ProvedConnection(peer, around.identity.achieved(one.hop, peer, false));
                return noted(domain, send(Optional.empty(), clear, one.because));
            } catch (IOException e) {
                broken = Optional.of(e);
            }
        }
        return failed(domain);
    }

    private List<Outcome> failed(Domain domain) throws IOException {
        Optional<Refusal> temporary = refusals.stream()
                .filter(refusal -> refusal.status.isTemporary())
                .findFirst();
        Optional<Refusal> shown = broken.isPresent()
                ? temporary
                : temporary.or(() -> refusals.stream().findFirst());
        if (shown.isEmpty()) {
            throw broken.orElseGet(() -> new IOException("no address of " + domain + " is known"));
        }
        Refusal refusal = shown.get();
        around.ledger.note(new HopLedger.Entry(domain, false, now(), refusal.host, refusal.because));
        return all(envelope, refusal.status, refusal.words, refusal.because).stream()
                .map(outcome -> outcome instanceof Outcome.Deferred late ? late.with(lacking()) : outcome)
                .toList();
    }

    /** Of several hosts the one counts to which the message may go first. */
    private Optional<Outcome.Lacking> lacking() {
        return refusals.stream()
                .flatMap(refusal -> refusal.lacking.stream())
                .min(Comparator.comparing(one -> one.encryptedAfter().orElse(FOR_EVER)));
    }

    private List<Outcome> noted(Domain domain, List<Outcome> outcomes) {
        outcomes.stream()
                .flatMap(outcome -> outcome instanceof Outcome.Delivered done ? done.report().stream() : Stream.empty())
                .findFirst()
                .ifPresent(report ->
                        around.ledger.note(new HopLedger.Entry(domain, true, now(), report.host(), report.because())));
        return outcomes;
    }

    private Instant now() {
        return around.sources.clock().instant();
    }

    /** The same for all recipients. */
    static List<Outcome> all(Envelope envelope, EnhancedStatus status, String reason, List<Finding> because) {
        return envelope.recipients().stream()
                .map(recipient -> (Outcome)
                        (status.isTemporary()
                                ? new Outcome.Deferred(recipient, status, reason, because)
                                : new Outcome.Failed(recipient, status, reason, because)))
                .toList();
    }
}
