package org.sealpost.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.policy.Finding;
import org.sealpost.policy.Rule;

/**
 * Findings as one line of text: {@code RULE(fact,fact) RULE(fact)}. Facts are percent-encoded, so the form is one and can be
 * read back.
 */
final class Findings {
    private Findings() {}

    static String write(List<Finding> findings) {
        StringBuilder line = new StringBuilder();
        for (Finding finding : findings) {
            line.append(line.isEmpty() ? "" : " ").append(finding.rule().name()).append('(');
            String comma = "";
            for (String fact : finding.facts()) {
                line.append(comma).append(encoded(fact));
                comma = ",";
            }
            line.append(')');
        }
        return line.toString();
    }

    static List<Finding> read(String line) {
        List<Finding> findings = new ArrayList<>();
        for (String finding : line.split(" ", -1)) {
            int open = finding.indexOf('(');
            String facts = finding.substring(open + 1, finding.length() - 1);
            findings.add(new Finding(Rule.named(finding.substring(0, open)), facts(facts)));
        }
        return findings;
    }

    /** Most facts are names and numbers, which stay as they are. */
    private static String encoded(String fact) {
        for (int i = 0; i < fact.length(); i++) {
            if (!isPlain(fact.charAt(i))) {
                return URLEncoder.encode(fact, StandardCharsets.UTF_8);
            }
        }
        return fact;
    }

    private static boolean isPlain(char one) {
        return one >= 'a' && one <= 'z'
                || one >= 'A' && one <= 'Z'
                || one >= '0' && one <= '9'
                || one == '.'
                || one == '-'
                || one == '_';
    }

    private static List<String> facts(String facts) {
        if (facts.isEmpty()) {
            return List.of();
        }
        return java.util.Arrays.stream(facts.split(",", -1))
                .map(fact -> URLDecoder.decode(fact, StandardCharsets.UTF_8))
                .toList();
    }
}
