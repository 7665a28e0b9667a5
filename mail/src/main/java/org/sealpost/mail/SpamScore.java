package org.sealpost.mail;

/**
 * What a spam filter gave a message from outside.
 *
 * @param filter such as {@code SpamAssassin}
 * @param points such as {@code 7.1 of 5.0}
 * @param aside whether it was so much that the message belongs into quarantine
 */
public record SpamScore(String filter, String points, boolean aside) {
    public SpamScore {
        if (filter.contains("\n") || points.contains("\n")) {
            throw new IllegalArgumentException("a score is one line");
        }
    }
}
