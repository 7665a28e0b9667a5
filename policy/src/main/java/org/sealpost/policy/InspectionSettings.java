package org.sealpost.policy;

/**
 * What an organisation wants done with messages that somebody looks into, or cannot look into.
 *
 * @param encrypted what is done with an encrypted message
 * @param unread what is done with a message that nobody could look into: no key opens it, or it is too large
 * @param failure what is done with a message while a scanner does not answer
 */
public record InspectionSettings(Encrypted encrypted, Unread unread, Failure failure) {
    public static final InspectionSettings STANDARD =
            new InspectionSettings(Encrypted.INSPECT, Unread.DELIVER, Failure.DEFER);

    /** What is done with an encrypted message before it goes on. */
    public enum Encrypted {
        /** It goes on with a mark, unopened. */
        DELIVER,
        /** A copy is opened with the keys for inspection. */
        INSPECT,
        QUARANTINE
    }

    /** What is done with a message that nobody could look into. */
    public enum Unread {
        /** It goes on with a mark. */
        DELIVER,
        QUARANTINE
    }

    /** What is done with a message while a scanner does not answer. */
    public enum Failure {
        /** It waits. */
        DEFER,
        /** It goes on, not scanned. */
        DELIVER
    }
}
