package org.sealpost.policy;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/** Findings in words that a person understands, in the person's language. */
public final class Explanation {
    private static final String BUNDLE = "org.sealpost.policy.rules";

    private Explanation() {}

    /** One sentence: the rule's text with the finding's facts in it. */
    public static String sentence(Finding finding, Locale language) {
        String pattern = ResourceBundle.getBundle(
                        BUNDLE,
                        language,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT))
                .getString(finding.rule().name());
        return onceEnded(
                new MessageFormat(pattern, language).format(finding.facts().toArray()));
    }

    /** What others say may be a sentence of its own, and stand at the end of ours. */
    private static String onceEnded(String text) {
        return text.endsWith("..") && !text.endsWith("...") ? text.substring(0, text.length() - 1) : text;
    }

    /** All sentences, one after the other. */
    public static String sentences(List<Finding> findings, Locale language) {
        return findings.stream().map(finding -> sentence(finding, language)).collect(Collectors.joining(" "));
    }
}
