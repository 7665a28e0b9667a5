package org.sealpost.protocols.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.ConnectionPolicy;
import org.sealpost.policy.ConnectorPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RateFacts;
import org.sealpost.transport.PartnerGate;

/**
 * Judges the sender that a client names: how much it has sent, whether the name is its to use, and whether the session is the
 * partner's for whose domain it brings mail.
 *
 * @param partners of this session
 * @param shown certificates that the client showed in the handshake, DER
 */
record SenderJudge(
        SmtpDoor.Surroundings around, PartnerGate partners, Visitor visitor, Client client, List<byte[]> shown) {
    /**
     * What came of it.
     *
     * @param refusal what the client hears if it may not go on
     * @param ofSession what is known of the session, whoever the recipients are
     * @param security that of the session, with what it proved for this sender
     */
    record Judgement(
            Optional<AcceptanceVerdict.Refuse> refusal,
            List<Finding> because,
            List<Finding> ofSession,
            SessionSecurity security,
            ClientTrust trust) {}

    Judgement judge(Optional<MailAddress> sender) {
        Decision<AcceptanceVerdict> rate = rate();
        if (rate.verdict() instanceof AcceptanceVerdict.Refuse refusal) {
            return refused(refusal, rate.because());
        }
        ClientTrust trust = trust(sender);
        Decision<AcceptanceVerdict> decision = around.acceptance().sender(client.origin(), sender, trust);
        return decision.verdict() instanceof AcceptanceVerdict.Refuse refusal
                ? refused(refusal, decision.because())
                : partner(sender, trust, decision.because());
    }

    private Decision<AcceptanceVerdict> rate() {
        SmtpListener connector = visitor.connector();
        int limit = connector.terms().messagesPerMinute();
        String who = client.account()
                .map(DirectoryEntry.Account::address)
                .map(MailAddress::toString)
                .orElse(visitor.network());
        int messages = limit == 0 ? 0 : around.rates().count(connector.name() + " " + who);
        return ConnectionPolicy.message(new RateFacts(who, messages, limit));
    }

    private ClientTrust trust(Optional<MailAddress> sender) {
        if (visitor.connector().kind().isSubmission() || visitor.trust().verdict() instanceof ClientTrust.Machine) {
            return visitor.trust().verdict();
        }
        return around.acceptance().isFromBehind(client.address(), sender)
                ? ClientTrust.innerHost()
                : ClientTrust.stranger();
    }

    private Judgement partner(Optional<MailAddress> sender, ClientTrust trust, List<Finding> because) {
        PartnerGate.Judgement partner = visitor.connector().kind().isForServers()
                ? partners.sender(client.security(), shown, sender)
                : PartnerGate.Judgement.ordinary(client.security());
        if (partner.refusal().isPresent()) {
            return new Judgement(partner.refusal(), partner.because(), List.of(), partner.security(), trust);
        }
        List<Finding> ofSession = new ArrayList<>(visitor.findings());
        ofSession.addAll(partner.because());
        if (visitor.connector().kind() == SmtpListener.Kind.PARTNER) {
            Decision<AcceptanceVerdict> only =
                    ConnectorPolicy.partner(visitor.connector().name(), partner.security());
            if (only.verdict() instanceof AcceptanceVerdict.Refuse refusal) {
                return refused(refusal, only.because());
            }
            ofSession.addAll(only.because());
        }
        return new Judgement(Optional.empty(), because, ofSession, partner.security(), trust);
    }

    private Judgement refused(AcceptanceVerdict.Refuse refusal, List<Finding> because) {
        return new Judgement(Optional.of(refusal), because, List.of(), client.security(), ClientTrust.stranger());
    }
}
