package org.sealpost.protocols.session;

import java.time.Duration;

/**
 * What one door bears.
 *
 * @param connections open at the same time, from everywhere
 * @param connectionsPerAddress open at the same time from one client address; an office behind one address needs many
 * @param beforeLogin how long a client may take until it has logged in
 * @param idle how long a client may say nothing; RFC 9051 section 5.4 asks for at least 30 minutes
 * @param appendBytes the longest message that a client may append
 */
public record Limits(int connections, int connectionsPerAddress, Duration beforeLogin, Duration idle, int appendBytes) {
    public static final Limits DEFAULT =
            new Limits(20_000, 500, Duration.ofMinutes(1), Duration.ofMinutes(31), 64 * 1024 * 1024);

    public Limits {
        if (connections < 1 || connectionsPerAddress < 1 || appendBytes < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }

    /** The same with another longest message, in bytes. */
    public Limits withAppendBytes(long bytes) {
        return new Limits(
                connections, connectionsPerAddress, beforeLogin, idle, (int) Math.min(bytes, Integer.MAX_VALUE));
    }
}
