package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.transport.Preview.Plan;

/**
 * Looks at a submitted message as a whole before it is accepted. What cannot go to all of its recipients as it must go goes
 * to nobody, and the sender's mail program says at once why.
 */
@FunctionalInterface
public interface SubmissionGate {
    /** Why the message is refused, for its sender to read; empty if it may come in. */
    Optional<String> refusal(MailObject mail);

    /** Lets everything in. */
    static SubmissionGate open() {
        return mail -> Optional.empty();
    }

    /** Refuses what the protection policy would refuse for any recipient. */
    static SubmissionGate previewing(Preview preview) {
        return mail -> {
            List<Plan> refused =
                    preview.of(mail).stream().filter(Plan::isRefused).toList();
            return refused.isEmpty() ? Optional.empty() : Optional.of(words(refused));
        };
    }

    private static String words(List<Plan> refused) {
        String names = refused.stream().map(plan -> plan.recipient().toString()).collect(Collectors.joining(", "));
        boolean byRule = refused.stream()
                .flatMap(plan -> plan.protection().because().stream())
                .anyMatch(finding -> finding.rule() == ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE);
        return "not sent to anybody: encryption is " + (byRule ? "required" : "asked for")
                + ", but no usable certificate is known for " + names
                + ". Ask for the certificate, or send to the others alone";
    }
}
