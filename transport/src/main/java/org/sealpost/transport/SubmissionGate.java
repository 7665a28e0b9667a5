package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.transport.Preview.Plan;

/**
 * Looks at a submitted message as a whole before it is accepted. What cannot go to all of its recipients as it must go goes
 * to nobody, and the sender's mail program says at once why.
 */
@FunctionalInterface
public interface SubmissionGate {
    Answer ask(MailObject mail);

    /**
     * What is to be done with a message.
     *
     * @param refusal empty if the message may come in
     * @param plans what was decided for each of its recipients: it is enforced, unless somebody must decide again later; empty if
     *     nobody was asked
     */
    record Answer(Optional<Refusal> refusal, List<Plan> plans) {
        public Answer {
            plans = List.copyOf(plans);
        }
    }

    /**
     * A message that nobody gets.
     *
     * @param words for its sender to read
     * @param because what decided it, for the audit log
     */
    record Refusal(String words, List<Finding> because) {
        public Refusal {
            because = List.copyOf(because);
        }
    }

    /** Lets everything in. */
    static SubmissionGate open() {
        return mail -> new Answer(Optional.empty(), List.of());
    }

    /** Refuses what the protection policy would refuse for any recipient. */
    static SubmissionGate previewing(Preview preview) {
        return mail -> {
            List<Plan> plans = preview.of(mail);
            List<Plan> refused = plans.stream().filter(Plan::isRefused).toList();
            return new Answer(
                    refused.isEmpty() ? Optional.empty() : Optional.of(new Refusal(words(refused), because(refused))),
                    plans);
        };
    }

    private static List<Finding> because(List<Plan> refused) {
        List<Finding> because = new ArrayList<>();
        refused.forEach(plan -> because.addAll(plan.because()));
        return because;
    }

    private static String words(List<Plan> refused) {
        Optional<String> said = refused.stream()
                .flatMap(plan -> plan.inspection().verdict() instanceof InspectionVerdict.Refuse(String words)
                        ? Stream.of(words)
                        : Stream.empty())
                .findFirst();
        return said.map(words -> "not sent to anybody: " + words).orElseGet(() -> withoutKeys(refused));
    }

    private static String withoutKeys(List<Plan> refused) {
        Optional<Finding> unsigned = refused.stream()
                .flatMap(plan -> plan.protection().because().stream())
                .filter(finding -> finding.rule() == ProtectionRule.DOMAIN_WITHOUT_SIGNING_CERTIFICATE)
                .findFirst();
        return unsigned.map(
                        finding -> "not sent to anybody: " + Explanation.sentences(List.of(finding), Locale.ENGLISH))
                .orElseGet(() -> withoutCertificate(refused));
    }

    private static String withoutCertificate(List<Plan> refused) {
        String names = refused.stream().map(plan -> plan.recipient().toString()).collect(Collectors.joining(", "));
        boolean byRule = refused.stream()
                .flatMap(plan -> plan.protection().because().stream())
                .anyMatch(finding -> finding.rule() == ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE);
        return "not sent to anybody: encryption is " + (byRule ? "required" : "asked for")
                + ", but no usable certificate is known for " + names
                + ". Ask for the certificate, or send to the others alone";
    }
}
