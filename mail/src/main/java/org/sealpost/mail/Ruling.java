package org.sealpost.mail;

import java.util.Locale;

/**
 * What an administrator decided about a message that waits for a way to encrypt it to one recipient.
 *
 * @param by the administrator, as the audit log names them
 * @param reason in their words, one line
 */
public record Ruling(Kind kind, String by, String reason) {
    private static final int LIMIT = 500;

    /** The two ways out of waiting. */
    public enum Kind {
        /** It goes without encryption. */
        WAIVE,
        /** It goes back to its sender. */
        REFUSE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Ruling {
        if (reason.isBlank() || reason.length() > LIMIT || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reason is one line of 1 to " + LIMIT + " characters");
        }
    }
}
