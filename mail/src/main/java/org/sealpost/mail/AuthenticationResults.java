package org.sealpost.mail;

import java.util.List;

/**
 * What was found about who sent a message that came from outside.
 *
 * @param results each in the form of RFC 8601 section 2.2, such as {@code spf=pass smtp.mailfrom=partner.example}
 * @param suspected whether it is not from whom it says, so that it belongs into the folder Junk
 */
public record AuthenticationResults(List<String> results, boolean suspected) {
    /** Nothing was asked. */
    public static final AuthenticationResults NONE = new AuthenticationResults(List.of(), false);

    public AuthenticationResults {
        results = List.copyOf(results);
    }
}
