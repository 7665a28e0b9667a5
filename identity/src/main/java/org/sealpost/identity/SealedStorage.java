package org.sealpost.identity;

import java.util.List;
import org.sealpost.mail.Change;

/** Whose mail lies in the mailbox sealed to the person's own certificate, however it came. */
public interface SealedStorage {
    /** In order of their words. */
    List<Trustee> sealed();

    /** From now on, for what is delivered. Adding the same again changes nothing. */
    Change sealing(Trustee trustee);

    Change ending(Trustee trustee);
}
