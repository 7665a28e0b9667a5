package org.sealpost.mail;

import java.util.Optional;

/** Where a message entered the house. It decides which way the message takes. */
public sealed interface Origin {
    /** Who of our people lets the message go out: who wrote it, or whose filter sends it on. */
    default Optional<MailAddress> ours() {
        return switch (this) {
            case Submitted(MailAddress account) -> Optional.of(account);
            case Forwarded(MailAddress account) -> Optional.of(account);
            case Received received -> Optional.empty();
            case Internal() -> Optional.empty();
        };
    }

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
