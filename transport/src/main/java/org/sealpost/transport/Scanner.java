package org.sealpost.transport;

import org.sealpost.mail.Content;
import org.sealpost.policy.Scan;

/** Looks for harmful software in messages. It gets a readable copy and can answer nothing but what it found. */
public interface Scanner {
    /** Such as {@code ClamAV}. */
    String name();

    /** Returns within its time limit; a scanner that cannot be reached answers {@link Scan.Failed}. */
    Scan scan(Content message);
}
