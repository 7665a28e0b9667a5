package org.sealpost.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the rules that apply want together.
 *
 * @param subjectTags what is taken out of the subject
 * @param because each rule that applies, and each that another one overrules
 */
record RuleDemands(
        Optional<Said<SignatureDemand>> sign,
        Optional<Said<EncryptionDemand>> encrypt,
        Optional<Said<List<LadderStep>>> ladder,
        Duration holdFor,
        Optional<Said<RuleInspection>> inspection,
        Optional<Said<TlsFloor>> tls,
        List<String> subjectTags,
        List<Finding> because) {
    RuleDemands {
        subjectTags = List.copyOf(subjectTags);
        because = List.copyOf(because);
    }

    /** A wish and the rule that has it. */
    record Said<T>(T value, String rule) {}
}
