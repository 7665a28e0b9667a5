package org.sealpost.policy;

import java.util.List;
import org.sealpost.mail.Change;

/** The record of everything that matters. Nothing in it is changed or removed; a change would be found. */
public interface AuditLog {
    /**
     * Writes down events together with the change of the store that they tell of: there is never one without the other.
     * Returns once both are on disk.
     *
     * @throws org.sealpost.mail.MailFailure if the change cannot be made; nothing is written down then
     */
    void append(List<AuditEvent> events, Change change);

    /** Returns once the events are on disk; fails rather than lose them. */
    default void append(List<AuditEvent> events) {
        append(events, Change.none());
    }

    default void append(AuditEvent event) {
        append(List.of(event));
    }

    /** The newest lines about a subject, or about anything for an empty text; newest first. */
    List<AuditLine> find(String subject, int limit);
}
