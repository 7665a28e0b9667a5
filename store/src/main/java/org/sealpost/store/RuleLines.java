package org.sealpost.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.RuleFields;

/**
 * Rules as lines of text: {@code rule NAME}, then one line for each field with its values. Names and values are
 * percent-encoded, so the form is one and can be read back.
 */
final class RuleLines {
    private static final String RULE = "rule ";

    private RuleLines() {}

    static String write(List<GatewayRule> rules) {
        StringBuilder text = new StringBuilder();
        for (GatewayRule rule : rules) {
            text.append(RULE).append(encoded(rule.name())).append('\n');
            RuleFields.of(rule)
                    .forEach((field, values) -> text.append(field)
                            .append(values.stream()
                                    .map(RuleLines::encoded)
                                    .collect(Collectors.joining(" ", " ", "\n"))));
        }
        return text.toString();
    }

    static List<GatewayRule> read(String text) {
        Map<String, Map<String, List<String>>> rules = new LinkedHashMap<>();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
            String first = words.removeFirst();
            if (line.startsWith(RULE)) {
                fields = new LinkedHashMap<>();
                rules.put(decoded(words.getFirst()), fields);
            } else {
                fields.put(first, words.stream().map(RuleLines::decoded).toList());
            }
        }
        return rules.entrySet().stream()
                .map(rule -> RuleFields.read(rule.getKey(), rule.getValue()))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
