package org.sealpost.policy;

import static org.sealpost.policy.ProtectionRule.RULE_APPLIES;
import static org.sealpost.policy.ProtectionRule.RULE_COUNTS_UNEXAMINED;
import static org.sealpost.policy.ProtectionRule.RULE_OVERRULED;
import static org.sealpost.policy.ProtectionRule.SUBJECT_TAG_TAKEN_OUT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.policy.RuleDemands.Said;

/**
 * Decides which of the administrators' rules apply and what they want together. Rules are looked at from the top: about the
 * signature, about encryption, about the ladder and about the way the first one that says something counts, each for itself.
 */
final class RulePolicy {
    private RulePolicy() {}

    static RuleDemands decide(ProtectionRules rules, RuleFacts facts) {
        List<GatewayRule> applying =
                rules.rules().stream().filter(rule -> rule.applies(facts)).toList();
        List<Finding> because = new ArrayList<>();
        for (GatewayRule rule : applying) {
            because.add(Finding.of(
                    RULE_APPLIES, rule.name(), rules.version(), rule.then().words()));
            if (!facts.message().wholeExamined() && rule.isSearching()) {
                because.add(Finding.of(RULE_COUNTS_UNEXAMINED, rule.name()));
            }
        }
        Optional<Said<SignatureDemand>> sign = first(applying, "the signature", RuleActions::sign, because);
        Optional<Said<EncryptionDemand>> encrypt = first(applying, "encryption", RuleActions::encrypt, because);
        Optional<Said<List<LadderStep>>> ladder = first(
                applying, "the ladder", then -> Optional.of(then.ladder()).filter(steps -> !steps.isEmpty()), because);
        List<String> tags = tags(applying, facts);
        tags.forEach(tag -> because.add(Finding.of(SUBJECT_TAG_TAKEN_OUT, tag)));
        return new RuleDemands(
                sign,
                encrypt,
                ladder,
                applying.stream()
                        .filter(rule -> rule.then().encrypt().isPresent())
                        .findFirst()
                        .flatMap(rule -> rule.then().holdFor())
                        .orElse(RuleActions.HOLD_DEFAULT),
                first(applying, "what is done because of the content", RuleActions::inspection, because),
                first(applying, "the way to other servers", RuleActions::tls, because),
                tags,
                because);
    }

    private static <T> Optional<Said<T>> first(
            List<GatewayRule> applying, String about, Function<RuleActions, Optional<T>> wish, List<Finding> because) {
        Optional<Said<T>> first = Optional.empty();
        for (GatewayRule rule : applying) {
            Optional<Said<T>> said = wish.apply(rule.then()).map(value -> new Said<>(value, rule.name()));
            if (first.isEmpty()) {
                first = said;
            } else if (said.isPresent()
                    && !said.get().value().equals(first.get().value())) {
                because.add(Finding.of(
                        RULE_OVERRULED, rule.name(), about, first.get().rule()));
            }
        }
        return first;
    }

    private static List<String> tags(List<GatewayRule> applying, RuleFacts facts) {
        return applying.stream()
                .filter(rule -> rule.then().stripSubjectTag())
                .flatMap(rule -> rule.values(RuleField.SUBJECT_TAG))
                .filter(tag -> facts.message().hasTag(tag))
                .distinct()
                .toList();
    }
}
