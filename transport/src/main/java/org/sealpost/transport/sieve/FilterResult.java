package org.sealpost.transport.sieve;

import java.util.List;

/**
 * What a script wants; nothing at all means that the message is thrown away.
 *
 * @param notEvaluated tests that ask for text which is closed here; whatever hung on them was not done
 */
public record FilterResult(List<FilterAction> actions, List<String> notEvaluated) {
    public FilterResult {
        actions = List.copyOf(actions);
        notEvaluated = List.copyOf(notEvaluated);
    }
}
