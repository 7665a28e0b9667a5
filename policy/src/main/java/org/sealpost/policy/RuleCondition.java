package org.sealpost.policy;

import java.util.List;

/**
 * One condition of a rule: it holds if one of its values does, or if they are found often enough.
 *
 * @param values in the form in which {@link RuleField} keeps them
 * @param atLeast how often they must be found, all values together
 */
public record RuleCondition(RuleField field, List<String> values, int atLeast) {
    private static final int VALUES_LIMIT = 1_000;
    /** Nobody counts further. */
    static final int COUNT_LIMIT = 1_000;

    /** One that holds if one of its values does. */
    public RuleCondition(RuleField field, List<String> values) {
        this(field, values, 1);
    }

    public RuleCondition {
        if (values.isEmpty() || values.size() > VALUES_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + VALUES_LIMIT + " values");
        }
        if (atLeast < 1 || atLeast > COUNT_LIMIT || atLeast > 1 && !field.isSearched()) {
            throw new IllegalArgumentException(
                    "expected at-least of 1 to " + COUNT_LIMIT + " beside a condition that is looked for in the text");
        }
        values = values.stream().map(field::checked).distinct().toList();
    }

    public static RuleCondition of(RuleField field, String... values) {
        return new RuleCondition(field, List.of(values));
    }

    boolean holds(RuleFacts facts) {
        int found = 0;
        for (String value : values) {
            found += field.times(value, facts);
            if (found >= atLeast) {
                return true;
            }
        }
        return false;
    }
}
