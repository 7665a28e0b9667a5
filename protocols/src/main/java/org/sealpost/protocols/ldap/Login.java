package org.sealpost.protocols.ldap;

import java.util.Optional;
import org.sealpost.protocols.LoggedIn;

/** Checks who binds. */
@FunctionalInterface
public interface Login {
    /** The account with this mail address, if this is its password, for as long as that counts. */
    Optional<LoggedIn> login(String name, char[] password, String clientAddress);
}
