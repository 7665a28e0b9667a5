package org.sealpost.protocols;

import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/** Somebody who gave the right password, for as long as that counts. */
public interface LoggedIn {
    /** The account as it was at the login. */
    DirectoryEntry.Account account();

    /**
     * False from the moment on when the account is disabled or removed, or its password changed; then never true again. Asked
     * at each command: a change that was made in this process counts at once, one of another node within half a minute.
     */
    boolean counts();

    default MailAddress address() {
        return account().address();
    }
}
