package org.sealpost.identity;

import java.util.List;
import java.util.Locale;

/** A check that a certificate does not pass, with what was found. */
public record LintFault(LintCheck check, List<String> facts) {
    public LintFault {
        facts = List.copyOf(facts);
    }

    /** In words, for an error: {@code validity too long (900, 825), S/MIME BR 6.3.2}. */
    @Override
    public String toString() {
        return check.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (facts.isEmpty() ? "" : " (" + String.join(", ", facts) + ")") + ", " + check.source();
    }
}
