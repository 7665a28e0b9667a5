package org.sealpost.policy;

import java.util.List;

/**
 * One condition of a rule: it holds if one of its values does.
 *
 * @param values in the form in which {@link RuleField} keeps them
 */
public record RuleCondition(RuleField field, List<String> values) {
    private static final int VALUES_LIMIT = 1_000;

    public RuleCondition {
        if (values.isEmpty() || values.size() > VALUES_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + VALUES_LIMIT + " values");
        }
        values = values.stream().map(field::checked).distinct().toList();
    }

    public static RuleCondition of(RuleField field, String... values) {
        return new RuleCondition(field, List.of(values));
    }

    boolean holds(RuleFacts facts) {
        return values.stream().anyMatch(value -> field.holds(value, facts));
    }
}
