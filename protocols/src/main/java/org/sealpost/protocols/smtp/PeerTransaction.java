package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.transport.DeliveryReport;
import org.sealpost.transport.Outcome;

/** Hands one message to another server: one mail transaction of RFC 5321 section 3.3, seen from the client. */
final class PeerTransaction {
    private static final EnhancedStatus NO_UTF8 = new EnhancedStatus(5, 6, 7);
    private static final EnhancedStatus NO_CONVERSION = new EnhancedStatus(5, 6, 3);
    private static final EnhancedStatus NO_REQUIRETLS = new EnhancedStatus(5, 7, 30);
    private static final EnhancedStatus BAD_CONTENT = new EnhancedStatus(5, 6, 0);
    private static final EnhancedStatus BROKEN_OFF = new EnhancedStatus(4, 4, 2);
    /** So many commands go out before the first reply is read; more could fill both sides' buffers and stop both. */
    private static final int PIPELINE = 100;

    private final PeerConnection peer;
    private final Content content;
    private final Envelope envelope;
    private final ContentTraits traits;
    private final List<Finding> because;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<MailAddress> tooMany = new ArrayList<>();

    /** {@code because}: why the message may go over this connection. */
    PeerTransaction(
            PeerConnection peer, Content content, Envelope envelope, ContentTraits traits, List<Finding> because) {
        this.peer = peer;
        this.content = content;
        this.envelope = envelope;
        this.traits = traits;
        this.because = List.copyOf(because);
    }

    /** Those for whom there was no room beside others; they are named in a transaction of their own. */
    List<MailAddress> tooMany() {
        return tooMany;
    }

    /**
     * One outcome for each recipient, but for those that are too many.
     *
     * @throws IOException if the connection broke before the content was on its way, so that another host may be tried
     * @throws MailFailure if the other server cannot take this message as it is
     */
    List<Outcome> run() throws IOException {
        List<MailAddress> all = envelope.recipients();
        List<MailAddress> first = all.subList(0, Math.min(PIPELINE, all.size()));
        List<PeerReply> replies = peer.mail(mailCommand(), rcptCommands(first));
        PeerReply mail = staying(replies.getFirst());
        if (!mail.isPositive()) {
            envelope.recipients().forEach(recipient -> outcomes.add(refused(recipient, mail)));
            return outcomes;
        }
        List<MailAddress> accepted = nameRecipients(first, replies.subList(1, replies.size()));
        if (accepted.isEmpty()) {
            peer.command("RSET");
            return outcomes;
        }
        if (peer.offers("CHUNKING")) {
            sendContent(accepted, () -> peer.chunk(content, traits.endsWithLine()));
            return outcomes;
        }
        PeerReply data = staying(peer.command("DATA"));
        if (data.code() != 354) {
            accepted.forEach(recipient -> outcomes.add(refused(recipient, data)));
            return outcomes;
        }
        sendContent(accepted, () -> peer.content(content, traits.endsWithLine()));
        return outcomes;
    }

    /** With 421 it hangs up (RFC 5321 section 3.8), as a connection that was used before often ends; another host may be better. */
    private PeerReply staying(PeerReply reply) throws IOException {
        if (reply.code() == 421) {
            throw new IOException(peer.host() + " said: " + reply.text());
        }
        return reply;
    }

    /** Sends the content and reads the reply. */
    private interface Sending {
        PeerReply send() throws IOException;
    }

    private void sendContent(List<MailAddress> accepted, Sending way) {
        try {
            PeerReply reply = way.send();
            accepted.forEach(recipient -> outcomes.add(
                    reply.isPositive()
                            ? new Outcome.Delivered(recipient, Optional.of(report(reply)))
                            : refused(recipient, reply)));
        } catch (IOException e) {
            peer.close();
            // Whether it has arrived is not known; it may arrive twice, but is not lost (RFC 5321 section 4.1.1.4).
            String reason = "the connection with " + peer.host() + " broke off: " + e.getMessage();
            List<Finding> why = List.of(Finding.of(DeliveryRule.CONNECTION_BROKE, peer.host()));
            accepted.forEach(recipient -> outcomes.add(new Outcome.Deferred(recipient, BROKEN_OFF, reason, why)));
        }
    }

    private String mailCommand() {
        if (traits.bareLineEnds()) {
            throw new MailFailure(BAD_CONTENT, "the message has line ends that SMTP cannot carry");
        }
        Optional<Long> limit = peer.sizeLimit();
        if (limit.isPresent() && content.sizeBytes() > limit.get()) {
            throw new MailFailure(
                    EnhancedStatus.TOO_LARGE, peer.host() + " takes messages of at most " + limit.get() + " bytes");
        }
        StringBuilder command = new StringBuilder("MAIL FROM:<")
                .append(envelope.reversePath().map(MailAddress::toString).orElse(""))
                .append('>');
        if (peer.offers("SIZE")) {
            command.append(" SIZE=").append(content.sizeBytes());
        }
        if (needsUtf8()) {
            demand("SMTPUTF8", NO_UTF8, "addresses or header fields beyond ASCII");
            command.append(" SMTPUTF8");
        }
        if (envelope.requireTls()) {
            demand("REQUIRETLS", NO_REQUIRETLS, "mail that requires TLS");
            command.append(" REQUIRETLS");
        }
        if (traits.eightBit()) {
            // Never converted: that would change signed bytes.
            demand("8BITMIME", NO_CONVERSION, "8-bit content");
            command.append(" BODY=8BITMIME");
        }
        if (peer.offers("DSN")) {
            command.append(ReportParameters.forMail(envelope.reports()));
        }
        return command.toString();
    }

    private String rcptCommand(MailAddress recipient) {
        String command = "RCPT TO:<" + recipient + ">";
        return peer.offers("DSN")
                ? command + ReportParameters.forRcpt(envelope.reports().of(recipient), needsUtf8())
                : command;
    }

    private boolean needsUtf8() {
        return envelope.smtpUtf8() && traits.eightBitHeader()
                || !envelope.reversePath().map(PeerTransaction::isAscii).orElse(true)
                || !envelope.recipients().stream().allMatch(PeerTransaction::isAscii);
    }

    private static boolean isAscii(MailAddress address) {
        return PathArgument.isAscii(address.localPart());
    }

    private void demand(String extension, EnhancedStatus status, String what) {
        if (!peer.offers(extension)) {
            throw new MailFailure(status, peer.host() + " does not take " + what + " (" + extension + ")");
        }
    }

    private List<String> rcptCommands(List<MailAddress> recipients) {
        return recipients.stream().map(this::rcptCommand).toList();
    }

    /** {@code first}: those who were named along with the sender, with the replies about them. */
    private List<MailAddress> nameRecipients(List<MailAddress> first, List<PeerReply> replies) throws IOException {
        List<MailAddress> accepted = new ArrayList<>();
        sort(first, replies, accepted);
        List<MailAddress> all = envelope.recipients();
        for (int from = first.size(); from < all.size(); from += PIPELINE) {
            List<MailAddress> some = all.subList(from, Math.min(from + PIPELINE, all.size()));
            sort(some, peer.commands(rcptCommands(some)), accepted);
        }
        return accepted;
    }

    private void sort(List<MailAddress> some, List<PeerReply> replies, List<MailAddress> accepted) throws IOException {
        for (int i = 0; i < some.size(); i++) {
            PeerReply reply = staying(replies.get(i));
            if (reply.isPositive()) {
                accepted.add(some.get(i));
            } else if (!accepted.isEmpty() && isTooMany(reply)) {
                tooMany.add(some.get(i));
            } else {
                outcomes.add(refusedRecipient(some.get(i), reply));
            }
        }
    }

    /** Not that this one mailbox is full, which has a status of its own. */
    private static boolean isTooMany(PeerReply reply) {
        EnhancedStatus status = reply.status();
        boolean plain = status.subject() == 0 && status.detail() == 0;
        return (reply.code() == 452 || reply.code() == 552) && (plain || status.subject() == 5 && status.detail() == 3);
    }

    /** RFC 5321 section 4.5.3.1.10: 552 to a recipient means that there are too many of them in one transaction. */
    private Outcome refusedRecipient(MailAddress recipient, PeerReply reply) {
        return reply.code() == 552 && envelope.recipients().size() > 1
                ? refused(recipient, new PeerReply(452, reply.lines()))
                : refused(recipient, reply);
    }

    private Outcome refused(MailAddress recipient, PeerReply reply) {
        String reason = peer.host() + " said: " + reply.text();
        return reply.code() >= 500
                ? new Outcome.Failed(recipient, reply.status(), reason)
                : new Outcome.Deferred(
                        recipient, reply.isTemporary() ? reply.status() : EnhancedStatus.OTHER_TEMPORARY, reason);
    }

    private DeliveryReport report(PeerReply reply) {
        return new DeliveryReport(
                peer.host(),
                peer.address().getHostAddress(),
                peer.security(),
                reply.text(),
                peer.offers("DSN"),
                because);
    }
}
