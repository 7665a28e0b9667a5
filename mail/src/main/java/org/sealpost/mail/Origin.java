package org.sealpost.mail;

import java.util.Optional;

/** Where a message entered the house. It decides which way the message takes. */
public sealed interface Origin {
    /** Who of our people lets the message go out: who wrote it, or whose filter sends it on. */
    default Optional<MailAddress> ours() {
        return switch (this) {
            case Submitted(MailAddress account) -> Optional.of(account);
            case Forwarded forwarded -> Optional.of(forwarded.account());
            case Received received -> Optional.empty();
            case Internal() -> Optional.empty();
        };
    }

    /** From an authenticated account, over submission or web mail. */
    record Submitted(MailAddress account) implements Origin {}

    /**
     * From another server, over port 25.
     *
     * @param author who wrote it, if the machine that brought it is believed when it names somebody of that domain
     */
    record Received(String peer, AuthenticationResults sender, Optional<MailAddress> author) implements Origin {
        /** From a machine that is believed nothing. */
        public Received(String peer, AuthenticationResults sender) {
            this(peer, sender, Optional.empty());
        }

        /** One of which nobody asked who it is. */
        public Received(String peer) {
            this(peer, AuthenticationResults.NONE);
        }
    }

    /**
     * Sent on by a person's own filter; somebody else wrote it, and the rules for mail of our people hold.
     *
     * @param arrival what was found about who sent it when it came
     */
    record Forwarded(MailAddress account, AuthenticationResults arrival) implements Origin {
        /** Of one of which nobody asked who sent it. */
        public Forwarded(MailAddress account) {
            this(account, AuthenticationResults.NONE);
        }
    }

    /** What was found about who sent it when it entered the house; of what our people submit, that they logged in. */
    default AuthenticationResults arrival() {
        return switch (this) {
            case Submitted submitted -> AuthenticationResults.LOGGED_IN;
            case Received received -> received.sender();
            case Forwarded forwarded -> forwarded.arrival();
            case Internal() -> AuthenticationResults.NONE;
        };
    }

    /** Made by the house itself: a bounce or a notice. */
    record Internal() implements Origin {}
}
