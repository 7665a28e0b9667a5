package org.sealpost.identity;

import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** Checks who somebody is. */
public interface Passwords {
    /**
     * The password in the form to keep: Argon2id (RFC 9106) with its parameters and salt, and behind it, sealed, with what it
     * can be proved without being told.
     */
    String hash(char[] password);

    /**
     * Whether this is the password of the enabled account with this address. Takes as long for an unknown account as for a
     * wrong password.
     */
    boolean check(MailAddress account, char[] password);

    /**
     * A word that is another one after each change of the password; tells nothing about the password. Empty if there is no
     * enabled account with this address.
     */
    Optional<String> version(MailAddress account);

    /**
     * With what the owner of the enabled account proves the password. Never tells whether there is one: for whom nothing is
     * kept it is {@link #madeUp}.
     */
    ScramVerifier verifier(MailAddress account);

    /** A verifier that nobody can satisfy; for the same name always the same. */
    ScramVerifier madeUp(String name);

    /** Whether all passwords are kept here; where some are checked elsewhere, their owners can only tell them. */
    default boolean areAllHere() {
        return true;
    }
}
