package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.Wait;
import org.sealpost.mail.Redirect;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionPolicy;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.ProtectionFacts;
import org.sealpost.policy.ProtectionPolicy;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingPolicy;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.policy.RuleTls;
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

    /**
     * The plan for one recipient: whether the message goes on, how it is protected and which way it takes, each with its reasons, and
     * what is taken out of the subject.
     *
     * @param tls what a rule demands of the connection to another server
     * @param examined what the protection was decided from
     */
    public record Plan(
            MailAddress recipient,
            Decision<ProtectionVerdict> protection,
            Decision<RoutingVerdict> routing,
            List<String> subjectTags,
            Decision<InspectionVerdict> inspection,
            Optional<RuleTls> tls,
            ProtectionFacts examined) {
        public Plan {
            subjectTags = List.copyOf(subjectTags);
        }

        public boolean isRefused() {
            return inspection.verdict() instanceof InspectionVerdict.Refuse
                    || goesOn() && protection.verdict() instanceof ProtectionVerdict.Refuse;
        }

        /** Whether it waits for a way to encrypt. */
        public boolean isHeld() {
            return goesOn() && protection.verdict() instanceof ProtectionVerdict.Hold;
        }

        /** Whether nobody who looked into it stops it. */
        public boolean goesOn() {
            return inspection.verdict() instanceof InspectionVerdict.Deliver;
        }

        /** All that led to what is done; of a message that does not go on nothing else is asked. */
        public List<Finding> because() {
            Stream<Finding> looked =
                    inspection.because().stream().filter(finding -> finding.rule() != InspectionRule.NOT_INSPECTED);
            return goesOn()
                    ? Stream.of(looked, protection.because().stream(), routing.because().stream())
                            .flatMap(some -> some)
                            .toList()
                    : looked.toList();
        }
    }

    public List<Plan> of(MailObject mail) {
        return of(new Leased(mail, 0, ""));
    }

    /** Of a message in the queue, with what was decided before: about those who wait for a way to encrypt, and about their hosts. */
    List<Plan> of(Leased leased) {
        MessageExamination message = examiner.message(leased.mail());
        return leased.mail().envelope().recipients().stream()
                .map(recipient -> plan(
                        message,
                        recipient,
                        Optional.ofNullable(leased.held().get(recipient)).flatMap(Wait::ruling),
                        Optional.ofNullable(leased.redirects().get(recipient))))
                .toList();
    }

    /** Whether the plans are made without waiting for anybody. */
    boolean isAtOnce(MailObject mail) {
        return examiner.isExaminedAtOnce(mail);
    }

    /** For a message that is not written yet. */
    public List<Plan> of(MailAddress sender, List<MailAddress> recipients, Wish wish) {
        MessageExamination message = examiner.imagined(sender, wish);
        return recipients.stream()
                .map(recipient -> plan(message, recipient, Optional.empty(), Optional.empty()))
                .toList();
    }

    private Plan plan(
            MessageExamination message, MailAddress recipient, Optional<Ruling> ruling, Optional<Redirect> redirect) {
        Examiner.RecipientExamination found = examiner.recipient(message, recipient, ruling);
        return new Plan(
                recipient,
                ProtectionPolicy.decide(found.protection()),
                RoutingPolicy.decide(found.routing().with(redirect)),
                ProtectionPolicy.subjectTags(found.protection()),
                InspectionPolicy.decide(found.inspection()),
                ProtectionPolicy.tls(found.protection()),
                found.protection());
    }
}
