package org.sealpost.transport;

import java.util.List;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.Decision;
import org.sealpost.policy.ProtectionPolicy;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingPolicy;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.policy.Wish;
import org.sealpost.transport.Examiner.MessageExamination;

/**
 * What will happen to a message, for each recipient, before it happens. {@link Transport} enforces the very decisions that
 * are made here, so a preview cannot say something else than what is done.
 */
public final class Preview {
    private final Examiner examiner;

    public Preview(Examiner examiner) {
        this.examiner = examiner;
    }

    /** The plan for one recipient: how the message is protected and which way it takes, each with its reasons. */
    public record Plan(
            MailAddress recipient, Decision<ProtectionVerdict> protection, Decision<RoutingVerdict> routing) {
        public boolean isRefused() {
            return protection.verdict() instanceof ProtectionVerdict.Refuse;
        }
    }

    public List<Plan> of(MailObject mail) {
        return plan(examiner.message(mail), mail.envelope().recipients());
    }

    /** For a message that is not written yet. */
    public List<Plan> of(MailAddress sender, List<MailAddress> recipients, Wish wish) {
        return plan(examiner.imagined(sender, wish), recipients);
    }

    private List<Plan> plan(MessageExamination message, List<MailAddress> recipients) {
        return recipients.stream().map(recipient -> plan(message, recipient)).toList();
    }

    private Plan plan(MessageExamination message, MailAddress recipient) {
        Examiner.RecipientExamination found = examiner.recipient(message, recipient);
        return new Plan(recipient, ProtectionPolicy.decide(found.protection()), RoutingPolicy.decide(found.routing()));
    }
}
