package org.sealpost.policy;

import java.util.Optional;

/**
 * All that {@link SpamPolicy} looks at.
 *
 * @param filter the name of the filter
 * @param answer empty if it gave none that counts
 * @param failure why not
 */
public record SpamFacts(String filter, Optional<Answer> answer, String failure, SpamSettings settings) {
    /**
     * What the filter said.
     *
     * @param points how much speaks against the message
     * @param needed from how many on the filter itself calls it spam
     */
    public record Answer(double points, double needed) {
        /** Such as {@code 7.1 of 5.0}. */
        public String words() {
            return String.format(java.util.Locale.ROOT, "%.1f of %.1f", points, needed);
        }
    }
}
