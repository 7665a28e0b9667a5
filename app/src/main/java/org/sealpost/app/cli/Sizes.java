package org.sealpost.app.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: 500M, 2G. */
final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMGT]?)B?");
    private static final String UNITS = "KMGT";

    private Sizes() {}

    static long parse(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new Mistake("expected a size such as 500M or 2G: " + text);
        }
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        return Long.parseLong(size.group(1)) * (1L << (10 * power));
    }
}
