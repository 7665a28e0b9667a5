package org.sealpost.policy;

import java.util.List;

/** What is done with a list from elsewhere. */
public sealed interface RosterVerdict {
    /** These steps, in this order; an empty list means that all is as listed. */
    record Apply(List<RosterStep> steps) implements RosterVerdict {
        public Apply {
            steps = List.copyOf(steps);
        }
    }

    /** Nothing at all: the list looks wrong. */
    record Stop() implements RosterVerdict {}
}
