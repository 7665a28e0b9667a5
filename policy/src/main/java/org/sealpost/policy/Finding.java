package org.sealpost.policy;

import java.util.List;

/** One rule that applied, and the facts that made it apply, in the order in which the rule's sentence names them. */
public record Finding(Rule rule, List<String> facts) {
    public Finding {
        facts = List.copyOf(facts);
    }

    public static Finding of(Rule rule, Object... facts) {
        String[] texts = new String[facts.length];
        for (int i = 0; i < facts.length; i++) {
            texts[i] = String.valueOf(facts[i]);
        }
        return new Finding(rule, List.of(texts));
    }
}
