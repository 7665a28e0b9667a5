package org.sealpost.policy;

/** Why something happened that no policy decided: somebody asked for it, or the house itself does it always. */
public enum AdministrationRule implements Rule {
    /** Asked for on the command line or in the console; the fact names by whom. */
    ASKED_BY,
    /** Done once when the house was set up. */
    SET_UP,
    /** Part of running: a schedule, a start, a stop. */
    ROUTINE,
    /** A login with a name and a password. */
    PASSWORD,
    /** A login in which the password was proved and not told. */
    PASSWORD_PROVED,
    /** Client and server do not see the same TLS connection: somebody may be between them. */
    CHANNEL_DIFFERS,
    /** Somebody guesses; the client is not answered for a while. */
    TOO_MANY_WRONG_PASSWORDS,
    /** Whoever owns the data can do everything with them anyway. */
    OWNER_OF_THE_HOUSE,
    ROLE_ALLOWS,
    ROLE_MISSING
}
