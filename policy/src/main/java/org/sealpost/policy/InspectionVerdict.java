package org.sealpost.policy;

import java.util.List;

/** Whether a message goes on to a recipient, after somebody looked into it. */
public sealed interface InspectionVerdict {
    /**
     * It goes on.
     *
     * @param marks values of {@code X-Sealpost-Inspection} that are put in front of it
     */
    record Deliver(List<String> marks) implements InspectionVerdict {
        public Deliver {
            marks = List.copyOf(marks);
        }
    }

    /**
     * It is put aside as it is, until an administrator decides.
     *
     * @param words for whoever is told of it
     */
    record Quarantine(String words) implements InspectionVerdict {}

    /**
     * It goes back to its sender.
     *
     * @param words for the sender
     */
    record Refuse(String words) implements InspectionVerdict {}

    /** It waits in the queue and is looked at again. */
    record Defer() implements InspectionVerdict {}
}
