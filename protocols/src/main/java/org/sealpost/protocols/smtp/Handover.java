package org.sealpost.protocols.smtp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.PartnerGate;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SenderGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step of a transaction: the content has come in whole, and the house takes it over or refuses it. */
final class Handover {
    /** RFC 7372 section 3.3. */
    private static final EnhancedStatus NOT_AUTHENTIC = new EnhancedStatus(5, 7, 26);

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final SmtpDoor.Surroundings around;
    private final Client client;

    Handover(SmtpDoor.Surroundings around, Client client) {
        this.around = around;
        this.client = client;
    }

    /** The reply is positive only after the message is on disk. */
    @SuppressWarnings("IllegalCatch") // Whatever went wrong, the client must keep the message.
    Reply finish(Transaction transaction, IncomingContent incoming) {
        if (incoming.fault().isPresent()) {
            return incoming.fault().get();
        }
        try {
            return judge(transaction, incoming.content());
        } catch (MailFailure e) {
            if (!e.status().isTemporary()) {
                // A refusal by policy is meant for the sender, word for word; coming again would not help.
                return Reply.of(550, e.status().toString(), String.valueOf(e.getMessage()));
            }
            LOG.warn("a message from {} was not stored: {}", client.address(), e.getMessage());
            return Reply.of(e);
        } catch (RuntimeException e) {
            LOG.error("a message from {} was not stored", client.address(), e);
            return Reply.of(451, "4.3.0", "the message cannot be stored now, try again later");
        }
    }

    private Reply judge(Transaction transaction, Content content) {
        Acceptance acceptance = around.acceptance();
        HeaderSection header = HeaderSection.of(content);
        Decision<AcceptanceVerdict> decision = acceptance.message(client.origin(), header, content);
        transaction.found(decision.because());
        return switch (decision.verdict()) {
            case AcceptanceVerdict.Refuse refusal -> refused(refusal, decision.because());
            case AcceptanceVerdict.Accept() ->
                client.account().isPresent() || transaction.trust() instanceof ClientTrust.InnerHost
                        ? accept(transaction, header, content, origin(transaction, header, content))
                        : fromOutside(transaction, header, content);
        };
    }

    /** Without a login it is one of a server behind, which nobody examines. */
    private Origin origin(Transaction transaction, HeaderSection header, Content content) {
        return client.account().isPresent()
                ? client.origin()
                : received(transaction, header, content, AuthenticationResults.NONE);
    }

    private Origin received(
            Transaction transaction, HeaderSection header, Content content, AuthenticationResults found) {
        Origin.Received received = new Origin.Received(
                client.peer(),
                found,
                around.acceptance()
                        .believedAuthor(
                                transaction.trust(),
                                client.address(),
                                transaction.envelope().reversePath(),
                                header));
        return around.acceptance().ofPersonBehind(received, header, content);
    }

    private Reply fromOutside(Transaction transaction, HeaderSection header, Content content) {
        SenderGate.Judgement sender = around.senders()
                .without(transaction.trust().rights())
                .judge(
                        new SenderExamination.Peer(client.address(), client.helo()),
                        transaction.envelope().reversePath(),
                        header,
                        content);
        transaction.found(sender.because());
        if (sender.refused()) {
            return refused(
                    new AcceptanceVerdict.Refuse(
                            550, NOT_AUTHENTIC, Explanation.sentences(sender.because(), Locale.ENGLISH)),
                    sender.because());
        }
        PartnerGate.Judgement author = transaction.trust().isTunnelled()
                ? PartnerGate.Judgement.ordinary(client.security())
                : around.partners().author(client.security(), header);
        transaction.foundOfSession(author.because());
        return new Handover(around, client.with(author.security()))
                .accept(transaction, header, content, received(transaction, header, content, sender.results()));
    }

    private Reply accept(Transaction transaction, HeaderSection header, Content content, Origin origin) {
        Instant now = around.clock().instant();
        String queueId = around.acceptance().newQueueId();
        TraceFields trace = new TraceFields(around.hostName(), client, queueId, now);
        List<String> lines = new ArrayList<>(trace.received(transaction.smtpUtf8()));
        if (client.account().isPresent()) {
            lines.addAll(trace.missing(header));
        }
        MailObject mail = new MailObject(
                queueId, transaction.envelope(), HeaderSection.prepend(content, lines), origin, client.security(), now);
        around.acceptance().accept(mail, transaction.findings());
        return Reply.of(250, "2.0.0", "accepted as " + queueId);
    }

    /** Notes a refusal; that of one of our own people in the audit log, so that it can be explained to them. */
    Reply refused(AcceptanceVerdict.Refuse refusal, List<Finding> because) {
        LOG.info("refused {}: {} {}", client.address(), refusal.status(), refusal.text());
        if (client.account().isPresent()) {
            around.acceptance().recordRefusal(client.origin(), refusal, because);
        }
        return Reply.of(refusal);
    }
}
