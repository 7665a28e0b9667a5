package org.sealpost.protocols.sasl;

import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.LoggedIn;

/** The server's side of one login by SASL (RFC 4422): each word of the client is answered, until it is decided. */
public interface Exchange {
    /**
     * Answers the client's next word. In all mechanisms here the client speaks first; it is asked with an empty challenge if it
     * sent nothing with the command.
     *
     * @throws MailFailure if it cannot be decided now
     */
    Step answer(byte[] word);

    /** What comes next. */
    sealed interface Step {
        /** To be sent; then comes the client's next word. */
        record Challenge(byte[] words) implements Step {}

        record Done(LoggedIn login) implements Step {}

        /** What was shown is not good; it is recorded and counted already. */
        record Refused() implements Step {}

        /** Not what the mechanism has; nobody was asked for. {@code why} is for the client. */
        record Malformed(String why) implements Step {}
    }
}
