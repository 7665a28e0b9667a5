package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.InnerAnswer;
import org.sealpost.transport.ServersBehind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server behind this one for a recipient, by a transaction that ends after RCPT, over a connection that has what mail to that
 * domain demands: else somebody on the way could say who is there. What it said counts for a while, so that neither a flood of guesses nor much mail to the same people becomes a flood there.
 */
public final class InnerCallout implements ServersBehind.Callout {
    private static final Logger LOG = LoggerFactory.getLogger(InnerCallout.class);
    private static final int KNOWN = 10_000;
    private static final int BAD_MAILBOX_CLASS = 5;

    private final InnerHosts hosts;
    private final Clock clock;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** {@code sources}: what is demanded of connections; {@code publicRoots}: who vouches for servers. */
    public InnerCallout(SmtpCourierConfig config, HopSources sources, X509TrustManager publicRoots) {
        this.hosts = new InnerHosts(config, sources, publicRoots);
        this.clock = sources.clock();
    }

    /** {@code over}: what connections had to have when it was asked. */
    private record Known(InnerAnswer answer, RelayDomain of, List<HopVerdict> over, Instant until) {}

    @Override
    public InnerAnswer ask(RelayDomain domain, MailAddress recipient) {
        List<HopVerdict> demanded = hosts.demanded(domain);
        Optional<Known> before = before(domain, demanded, recipient);
        if (before.isPresent()) {
            return before.get().answer;
        }
        InnerAnswer answer = asked(domain, recipient);
        remember(recipient, new Known(answer, domain, demanded, clock.instant().plus(lasts(answer))));
        return answer;
    }

    private static Duration lasts(InnerAnswer answer) {
        return switch (answer) {
            case TAKES -> Duration.ofHours(1);
            case REFUSES -> Duration.ofMinutes(5);
            case SILENT, NOT_ASKED -> Duration.ofSeconds(20);
        };
    }

    /** What another server said, before an administrator named this one, does not count, nor what came over less than is demanded now. */
    private synchronized Optional<Known> before(RelayDomain domain, List<HopVerdict> demanded, MailAddress recipient) {
        return Optional.ofNullable(known.get(recipient.key()))
                .filter(one -> one.of.equals(domain)
                        && one.over.equals(demanded)
                        && clock.instant().isBefore(one.until));
    }

    private synchronized void remember(MailAddress recipient, Known answer) {
        known.put(recipient.key(), answer);
        if (known.size() > KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private InnerAnswer asked(RelayDomain domain, MailAddress recipient) {
        for (RelayDomain.Host host : domain.hosts()) {
            try {
                for (InetAddress address : InetAddress.getAllByName(host.name())) {
                    Optional<InnerAnswer> answer =
                            at(domain, host, new InetSocketAddress(address, host.port()), recipient);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be asked for recipients: {}", host, e.getMessage());
            }
        }
        return InnerAnswer.SILENT;
    }

    /** Empty if another host is to be asked. */
    private Optional<InnerAnswer> at(
            RelayDomain domain, RelayDomain.Host host, InetSocketAddress at, MailAddress recipient) {
        try (PeerConnection peer = hosts.open(domain, host, at)) {
            boolean needsUtf8 = !PathArgument.isAscii(recipient.toString()) && peer.offers("SMTPUTF8");
            List<PeerReply> replies = peer.mail(
                    needsUtf8 ? "MAIL FROM:<> SMTPUTF8" : "MAIL FROM:<>", List.of("RCPT TO:<" + recipient + ">"));
            PeerReply last = replies.getLast();
            peer.quit();
            if (replies.size() == 1 || !replies.getFirst().isPositive()) {
                LOG.warn("{} cannot be asked for recipients: {}", host, last.text());
                return Optional.empty();
            }
            if (last.isPositive()) {
                return Optional.of(InnerAnswer.TAKES);
            }
            return Optional.of(last.code() / 100 == BAD_MAILBOX_CLASS ? InnerAnswer.REFUSES : InnerAnswer.SILENT);
        } catch (IOException e) {
            LOG.warn("{} cannot be asked for recipients: {}", host, e.getMessage());
            return Optional.empty();
        }
    }
}
