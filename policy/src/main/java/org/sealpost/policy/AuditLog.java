package org.sealpost.policy;

import java.util.List;

/** The record of everything that matters. Nothing in it is changed or removed; a change would be found. */
public interface AuditLog {
    /** Returns once the events are on disk; fails rather than lose them. */
    void append(List<AuditEvent> events);

    default void append(AuditEvent event) {
        append(List.of(event));
    }

    /** The newest lines about a subject, or about anything for an empty text; newest first. */
    List<AuditLine> find(String subject, int limit);
}
