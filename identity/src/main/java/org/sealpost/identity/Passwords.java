package org.sealpost.identity;

import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** Checks who somebody is. */
public interface Passwords {
    /** The password in the form to keep: Argon2id (RFC 9106) with its parameters and salt. */
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
}
