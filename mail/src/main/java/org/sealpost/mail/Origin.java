package org.sealpost.mail;

/** Where a message entered the house. It decides which way the message takes. */
public sealed interface Origin {
    /** From an authenticated account, over submission or web mail. */
    record Submitted(MailAddress account) implements Origin {}

    /** From another server, over port 25. */
    record Received(String peer, AuthenticationResults sender) implements Origin {
        /** One of which nobody asked who it is. */
        public Received(String peer) {
            this(peer, AuthenticationResults.NONE);
        }
    }

    /** Sent on by a person's own filter; somebody else wrote it, and the rules for mail of our people hold. */
    record Forwarded(MailAddress account) implements Origin {}

    /** Made by the house itself: a bounce or a notice. */
    record Internal() implements Origin {}
}
