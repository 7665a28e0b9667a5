package org.sealpost.protocols.session;

import java.util.Optional;
import org.sealpost.protocols.LoggedIn;

/** Checks a name and a password, writes the try to the audit log, and tells the account. */
public interface PasswordLogin {
    /** Empty for a wrong name or password. */
    Optional<LoggedIn> login(String name, char[] password, String clientAddress);
}
