package org.sealpost.policy;

import java.util.List;

/** What was decided, and why. The audit log keeps this record as it is. */
public record Decision<V>(V verdict, List<Finding> because) {
    public Decision {
        because = List.copyOf(because);
        if (because.isEmpty()) {
            throw new IllegalArgumentException("a decision needs a reason");
        }
    }

    static <V> Decision<V> of(V verdict, Rule rule, Object... facts) {
        return new Decision<>(verdict, List.of(Finding.of(rule, facts)));
    }
}
