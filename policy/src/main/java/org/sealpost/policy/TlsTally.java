package org.sealpost.policy;

import java.time.LocalDate;

/** Counts connections to other servers, by days of UTC. */
public interface TlsTally {
    TlsTally NONE = (day, session) -> {};

    /** Returns at once: mail is not held up by counting. */
    void note(LocalDate day, TlsSession session);
}
