package org.sealpost.access;

import org.sealpost.mail.MailAddress;

/** Tells people by mail what was done with their keys. */
@FunctionalInterface
public interface Notices {
    /** The mail is in the queue when this returns. */
    void tell(MailAddress to, String subject, String text);
}
