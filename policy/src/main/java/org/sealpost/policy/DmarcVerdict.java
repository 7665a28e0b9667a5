package org.sealpost.policy;

import org.sealpost.mail.AuthenticationResult;

/**
 * Whether the domain in the From field stands for a message, and what is done with it.
 *
 * @param result as it is written in the header section; of mail from our own network NONE
 */
public record DmarcVerdict(AuthenticationResult result, Disposition disposition) {
    public enum Disposition {
        ACCEPT,
        /** Into the folder Junk. */
        JUNK,
        REFUSE
    }
}
