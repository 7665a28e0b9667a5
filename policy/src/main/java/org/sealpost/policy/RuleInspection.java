package org.sealpost.policy;

import java.util.Locale;

/**
 * What a rule wants done with a message because of what is in it.
 *
 * @param words for whoever is told of it; "" for words of the house
 */
public record RuleInspection(Action action, String words) {
    private static final int WORDS_LIMIT = 300;

    public RuleInspection {
        if (words.length() > WORDS_LIMIT || words.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected one line of at most " + WORDS_LIMIT + " characters");
        }
        boolean isHeard = action == Action.REFUSE || action == Action.QUARANTINE;
        if (!words.isEmpty() && !isHeard) {
            throw new IllegalArgumentException("tell needs inspect = \"refuse\" or \"quarantine\"");
        }
    }

    /** From the mildest to the strictest. */
    public enum Action {
        /** Nothing, whatever a lower rule wants. */
        PASS,
        /** It stands in the audit log. */
        RECORD,
        /** It goes on with the field {@code X-Sealpost-Inspection}. */
        MARK,
        /** It is put aside until an administrator decides. */
        QUARANTINE,
        /** It goes back to its sender. */
        REFUSE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
