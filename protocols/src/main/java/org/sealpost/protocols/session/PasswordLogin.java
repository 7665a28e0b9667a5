package org.sealpost.protocols.session;

import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** Checks a name and a password, writes the try to the audit log, and tells the account. */
public interface PasswordLogin {
    /** Empty for a wrong name or password. */
    Optional<MailAddress> login(String name, char[] password, String clientAddress);
}
