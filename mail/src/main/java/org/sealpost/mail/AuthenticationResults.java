package org.sealpost.mail;

import java.util.List;
import java.util.Optional;

/**
 * What was found about who sent a message that came from outside.
 *
 * @param results each in the form of RFC 8601 section 2.2, such as {@code spf=pass smtp.mailfrom=partner.example}
 * @param suspected whether it is not from whom it says, so that it belongs into the folder Junk
 * @param spam what a spam filter gave it, if one was asked
 */
public record AuthenticationResults(List<String> results, boolean suspected, Optional<SpamScore> spam) {
    /** Nothing was asked. */
    public static final AuthenticationResults NONE = new AuthenticationResults(List.of(), false);

    /** One of our people brought it (RFC 8601 section 2.7.4). */
    public static final AuthenticationResults LOGGED_IN = new AuthenticationResults(List.of("auth=pass"), false);

    /** No spam filter was asked. */
    public AuthenticationResults(List<String> results, boolean suspected) {
        this(results, suspected, Optional.empty());
    }

    /** The same, with the score of a spam filter. */
    public AuthenticationResults with(Optional<SpamScore> score, boolean suspectedByIt) {
        return new AuthenticationResults(results, suspected || suspectedByIt, score);
    }

    public AuthenticationResults {
        results = List.copyOf(results);
    }

    /** What one method came to, such as {@code pass} of {@code arc}; empty if it was not asked. */
    public Optional<String> word(String method) {
        return results.stream()
                .filter(result -> result.startsWith(method + "="))
                .map(result -> result.substring(method.length() + 1).split(" ", 2)[0])
                .findFirst();
    }
}
