package org.sealpost.web;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.mail.Domain;

/**
 * Serves what our domains say about the servers that take their mail: {@code https://mta-sts.DOMAIN/.well-known/mta-sts.txt} (RFC 8461
 * section 3.2).
 */
public final class PolicyPages {
    static final String PATH = "/.well-known/mta-sts.txt";

    private static final String PREFIX = "mta-sts.";

    private final Function<Domain, Optional<String>> policies;

    /** {@code policies}: of a domain; none of those that are not ours. */
    public PolicyPages(Function<Domain, Optional<String>> policies) {
        this.policies = policies;
    }

    /** {@code host}: whom the client asked, with or without a port. */
    Optional<String> answer(String host) {
        String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return policies.apply(new Domain(name.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
