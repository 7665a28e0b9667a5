package org.sealpost.transport;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    static Set<Found> inHeader(ProtectionRules rules, HeaderSection header) {
        Set<Found> found = new HashSet<>();
        for (String value : rules.asked(RuleField.HEADER)) {
            if (HeaderQuestion.of(value).isAnsweredBy(header)) {
                found.add(new Found(HeaderOrText.HEADER, value));
            }
        }
        return found;
    }

    static Set<Found> inText(ProtectionRules rules, List<String> texts) {
        Set<Found> found = new HashSet<>();
        for (String value : rules.asked(RuleField.CONTENT)) {
            Pattern pattern = pattern(value);
            if (texts.stream().anyMatch(text -> pattern.matcher(text).find())) {
                found.add(new Found(HeaderOrText.CONTENT, value));
            }
        }
        return found;
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
