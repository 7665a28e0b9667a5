package org.sealpost.transport;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleFacts.Found;
import org.sealpost.policy.RuleField;
import org.sealpost.policy.RuleField.HeaderOrText;

/**
 * Searches messages for what rules ask. The expressions run in time that grows with the text and no faster (RE2), so that no
 * message and no rule can stop the mail.
 */
public final class RuleSearch {
    private static final int COMPILED_LIMIT = 4_096;
    private static final int MATCHES_LIMIT = 100_000;

    private static final ConcurrentHashMap<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private RuleSearch() {}

    /**
     * Whether all expressions of a rule can be searched for.
     *
     * @throws IllegalArgumentException with the first that cannot
     */
    public static void check(GatewayRule rule) {
        rule.values(RuleField.CONTENT).forEach(expression -> check("content", expression));
        rule.values(RuleField.HEADER).map(HeaderQuestion::of).forEach(question -> {
            if (question.isExpression()) {
                check("header", question.expression());
            }
        });
    }

    private static void check(String field, String expression) {
        if (ExpressionSize.isTooLarge(expression)) {
            throw new IllegalArgumentException(
                    field + ": expected a regular expression with fewer repetitions in each other: " + expression);
        }
        try {
            pattern(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    field + ": expected a regular expression (RE2: no look-around, no back-references): " + expression
                            + ": " + e.getDescription(),
                    e);
        }
    }

    static Map<Found, Integer> inHeader(ProtectionRules rules, HeaderSection header) {
        Map<Found, Integer> found = new HashMap<>();
        for (String value : rules.asked(RuleField.HEADER)) {
            if (HeaderQuestion.of(value).isAnsweredBy(header)) {
                found.put(new Found(HeaderOrText.HEADER, value), 1);
            }
        }
        return found;
    }

    /** Nothing of the texts is in the answer: only what the rules ask for, and how many different ones were found. */
    static Map<Found, Integer> inText(ProtectionRules rules, List<String> texts) {
        Map<Found, Integer> found = new HashMap<>();
        int enough = rules.countsTo(RuleField.CONTENT);
        for (String value : rules.asked(RuleField.CONTENT)) {
            put(found, HeaderOrText.CONTENT, value, matches(pattern(value), texts, enough));
        }
        new Dictionary(rules.asked(RuleField.WORDS))
                .in(texts)
                .forEach(entry -> found.put(new Found(HeaderOrText.WORDS, entry), 1));
        int numbers = rules.countsTo(RuleField.DETECT);
        for (String value : rules.asked(RuleField.DETECT)) {
            put(found, HeaderOrText.DETECT, value, numbers(value, texts, numbers));
        }
        return found;
    }

    private static void put(Map<Found, Integer> found, HeaderOrText where, String value, int times) {
        if (times > 0) {
            found.put(new Found(where, value), times);
        }
    }

    /** Different ones: a message often has the same text in two forms. */
    private static int matches(Pattern pattern, List<String> texts, int enough) {
        Set<Integer> different = new HashSet<>();
        for (String text : texts) {
            Matcher matcher = pattern.matcher(text);
            int looked = 0;
            while (different.size() < enough && looked++ < MATCHES_LIMIT && matcher.find()) {
                different.add(matcher.group().hashCode());
            }
        }
        return different.size();
    }

    private static int numbers(String kind, List<String> texts, int enough) {
        Set<Integer> different = new HashSet<>();
        for (String text : texts) {
            different.addAll(
                    kind.equals("iban") ? CheckedNumbers.ibans(text, enough) : CheckedNumbers.cards(text, enough));
        }
        return different.size();
    }

    private static Pattern pattern(String expression) {
        if (COMPILED.size() > COMPILED_LIMIT) {
            COMPILED.clear();
        }
        return COMPILED.computeIfAbsent(expression, Pattern::compile);
    }

    /** {@code name}, {@code name: text} or {@code name: /expression/}. */
    private record HeaderQuestion(String name, String wanted) {
        static HeaderQuestion of(String value) {
            int colon = value.indexOf(": ");
            return colon < 0
                    ? new HeaderQuestion(value, "")
                    : new HeaderQuestion(value.substring(0, colon), value.substring(colon + 2));
        }

        boolean isExpression() {
            return wanted.length() > 1 && wanted.startsWith("/") && wanted.endsWith("/");
        }

        String expression() {
            return wanted.substring(1, wanted.length() - 1);
        }

        boolean isAnsweredBy(HeaderSection header) {
            return header.all(name).stream()
                    .map(HeaderField::value)
                    .map(EncodedWords::decode)
                    .anyMatch(this::isAnsweredBy);
        }

        private boolean isAnsweredBy(String value) {
            return isExpression()
                    ? pattern(expression()).matcher(value).find()
                    : value.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
        }
    }
}
