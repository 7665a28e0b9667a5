package org.sealpost.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the owner of a domain wants to be done with mail in its name that it did not send (RFC 7489 section 6.3).
 *
 * @param policy for the domain itself
 * @param subdomains for those below it
 * @param strictDkim whether only a signature of the very domain counts
 * @param strictSpf whether only a reverse path in the very domain counts
 * @param testing whether the owner only tries the policy out
 * @param publicSuffix whether domains below it belong to others; empty if it does not say
 */
public record DmarcRecord(
        Wish policy,
        Wish subdomains,
        boolean strictDkim,
        boolean strictSpf,
        boolean testing,
        Optional<Boolean> publicSuffix) {
    private static final int TAGS_LIMIT = 50;

    public enum Wish {
        NONE,
        QUARANTINE,
        REJECT;

        Wish milder() {
            return this == REJECT ? QUARANTINE : NONE;
        }
    }

    /** Empty if the text is no DMARC record; one without a readable policy wishes nothing. */
    public static Optional<DmarcRecord> parse(String text) {
        Map<String, String> tags = tags(text);
        if (!text.strip().regionMatches(true, 0, "v=", 0, 2)
                || !tags.getOrDefault("v", "").equals("DMARC1")) {
            return Optional.empty();
        }
        Wish policy = wish(tags, "p").orElse(Wish.NONE);
        return Optional.of(new DmarcRecord(
                policy,
                wish(tags, "sp").orElse(policy),
                is(tags, "adkim", "s"),
                is(tags, "aspf", "s"),
                is(tags, "t", "y"),
                is(tags, "psd", "y")
                        ? Optional.of(true)
                        : is(tags, "psd", "n") ? Optional.of(false) : Optional.empty()));
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        Arrays.stream(text.split(";", TAGS_LIMIT))
                .map(tag -> tag.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> tags.putIfAbsent(pair[0].strip().toLowerCase(Locale.ROOT), pair[1].strip()));
        return tags;
    }

    private static boolean is(Map<String, String> tags, String tag, String value) {
        return tags.getOrDefault(tag, "").equalsIgnoreCase(value);
    }

    private static Optional<Wish> wish(Map<String, String> tags, String tag) {
        return Arrays.stream(Wish.values())
                .filter(wish -> wish.name().equalsIgnoreCase(tags.get(tag)))
                .findFirst();
    }
}
