package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Finding;
import org.sealpost.transport.Outcome;

/**
 * Hands one message to all its recipients over one connection, in as many transactions as the other server wants: it announces
 * how many recipients it takes at once (LIMITS, RFC 9422), or says 452 to those that are too many (RFC 5321 section 4.5.3.1.10).
 */
final class PeerTransactions {
    private static final EnhancedStatus NO_MORE = new EnhancedStatus(4, 5, 3);

    private final PeerConnection peer;
    private final Content content;
    private final Envelope envelope;
    private final ContentTraits traits;
    private final List<Finding> because;

    PeerTransactions(
            PeerConnection peer, Content content, Envelope envelope, ContentTraits traits, List<Finding> because) {
        this.peer = peer;
        this.content = content;
        this.envelope = envelope;
        this.traits = traits;
        this.because = because;
    }

    /**
     * One outcome for each recipient.
     *
     * @throws IOException if the connection broke before any content was on its way, so that another host may be tried
     * @throws MailFailure if the other server cannot take this message as it is
     */
    List<Outcome> run() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        List<MailAddress> left = envelope.recipients();
        // Each transaction settles at least one recipient.
        while (!left.isEmpty()) {
            List<MailAddress> now = atOnce(left);
            List<MailAddress> rest = new ArrayList<>(left.subList(now.size(), left.size()));
            if (!outcomes.isEmpty() && !peer.takesMore()) {
                outcomes.addAll(waiting(left, NO_MORE, peer.host() + " takes no more messages over this connection"));
                return outcomes;
            }
            try {
                PeerTransaction transaction = new PeerTransaction(peer, content, envelope.to(now), traits, because);
                outcomes.addAll(transaction.run());
                rest.addAll(0, transaction.tooMany());
            } catch (IOException | MailFailure e) {
                // Somebody has the message already: no other host may be asked for all of them again.
                if (outcomes.isEmpty()) {
                    throw e;
                }
                outcomes.addAll(waiting(left, EnhancedStatus.OTHER_TEMPORARY, String.valueOf(e.getMessage())));
                return outcomes;
            }
            left = rest;
        }
        return outcomes;
    }

    private List<MailAddress> atOnce(List<MailAddress> left) {
        OptionalInt most = peer.limit("RCPTMAX");
        OptionalInt domains = peer.limit("RCPTDOMAINMAX");
        Set<Domain> known = new LinkedHashSet<>();
        List<MailAddress> some = new ArrayList<>();
        for (MailAddress recipient : left) {
            known.add(recipient.domain());
            if (some.size() >= most.orElse(Integer.MAX_VALUE) || known.size() > domains.orElse(Integer.MAX_VALUE)) {
                break;
            }
            some.add(recipient);
        }
        return some;
    }

    private static List<Outcome> waiting(List<MailAddress> recipients, EnhancedStatus status, String reason) {
        return recipients.stream()
                .map(recipient -> (Outcome) new Outcome.Deferred(recipient, status, reason))
                .toList();
    }
}
