package org.sealpost.policy;

import java.util.List;

/** One rule that applied, and the facts that made it apply, in the order in which the rule's sentence names them. */
public record Finding(Rule rule, List<String> facts) {
    public Finding {
        facts = List.copyOf(facts);
    }

    public static Finding of(Rule rule, Object... facts) {
        return new Finding(
                rule, java.util.Arrays.stream(facts).map(String::valueOf).toList());
    }
}
