package org.sealpost.protocols.arc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.policy.ArcSealFacts;

/**
 * What one who passed a message on put in front (RFC 8617 section 4.1).
 *
 * @param results what was found there
 * @param message the signature over the message
 * @param seal the signature over the chain
 */
record ArcSet(HeaderField results, HeaderField message, HeaderField seal, TagList messageTags, TagList sealTags) {
    static final String RESULTS = "ARC-Authentication-Results";
    static final String MESSAGE = "ARC-Message-Signature";
    static final String SEAL = "ARC-Seal";

    private static final List<String> NAMES = List.of(RESULTS, MESSAGE, SEAL);
    private static final Pattern INSTANCE = Pattern.compile("^[ \t]*i[ \t]*=[ \t]*([1-9][0-9]?)[ \t]*;");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?");
    private static final Pattern AUTHOR = Pattern.compile(
            "^[ \t]*dmarc[ \t]*=[ \t]*pass(?:[ \t].*)?[ \t]header\\.from[ \t]*=[ \t]*([a-z0-9.-]+)(?:[ \t].*)?$",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASIDE =
            Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|\\([^()\\\\]*+(?:\\\\.[^()\\\\]*+)*+\\)");
    private static final int RESULTS_LIMIT = 8_000;

    /** How many there are at most, whole or not. */
    static int count(HeaderSection header) {
        return NAMES.stream().mapToInt(name -> header.all(name).size()).max().orElse(0);
    }

    /** All sets, oldest first; none without a chain. */
    static List<ArcSet> of(HeaderSection header) throws BrokenChain {
        int count = count(header);
        if (count > ArcSealFacts.SEALS_LIMIT) {
            throw new BrokenChain("there are more than " + ArcSealFacts.SEALS_LIMIT + " seals");
        }
        List<Optional<HeaderField>> results = ordered(header, RESULTS, count);
        List<Optional<HeaderField>> messages = ordered(header, MESSAGE, count);
        List<Optional<HeaderField>> seals = ordered(header, SEAL, count);
        List<ArcSet> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HeaderField message = present(messages.get(i), i + 1);
            HeaderField seal = present(seals.get(i), i + 1);
            sets.add(new ArcSet(
                    present(results.get(i), i + 1),
                    message,
                    seal,
                    TagList.parse(message.value()),
                    TagList.parse(seal.value())));
        }
        return sets;
    }

    private static HeaderField present(Optional<HeaderField> field, int instance) throws BrokenChain {
        return field.orElseThrow(() -> new BrokenChain("the seal " + instance + " is not whole"));
    }

    private static List<Optional<HeaderField>> ordered(HeaderSection header, String name, int count)
            throws BrokenChain {
        List<Optional<HeaderField>> ordered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ordered.add(Optional.empty());
        }
        for (HeaderField field : header.all(name)) {
            int instance = instance(name, field);
            if (instance > count) {
                throw new BrokenChain("a seal before the seal " + instance + " is missing");
            }
            if (ordered.set(instance - 1, Optional.of(field)).isPresent()) {
                throw new BrokenChain("there are two seals " + instance);
            }
        }
        return ordered;
    }

    private static int instance(String name, HeaderField field) throws BrokenChain {
        if (name.equals(RESULTS)) {
            Matcher found = INSTANCE.matcher(field.value());
            if (!found.find()) {
                throw new BrokenChain("a seal has no number");
            }
            return Integer.parseInt(found.group(1));
        }
        String number = TagList.parse(field.value()).required("i");
        if (!NUMBER.matcher(number).matches()) {
            throw new BrokenChain("a seal has no number");
        }
        return Integer.parseInt(number);
    }

    Domain sealer() throws BrokenChain {
        return domain(sealTags.required("d")).orElseThrow(() -> new BrokenChain("a seal names no domain"));
    }

    static Optional<Domain> domain(String name) {
        try {
            return Optional.of(new Domain(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The domain of the author that stood for the message there. */
    Optional<Domain> author() {
        return plain(results.value())
                .flatMap(text -> List.of(text.split(";", -1)).stream()
                        .map(AUTHOR::matcher)
                        .filter(Matcher::matches)
                        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                        .findFirst())
                .flatMap(ArcSet::domain);
    }

    /** Without comments and quoted strings, in which a stranger's words may stand; empty if it cannot be read so. */
    private static Optional<String> plain(String text) {
        if (text.length() > RESULTS_LIMIT) {
            return Optional.empty();
        }
        String plain = ASIDE.matcher(text).replaceAll(" _ ");
        return plain.matches("[^\"()]*") ? Optional.of(plain) : Optional.empty();
    }
}
