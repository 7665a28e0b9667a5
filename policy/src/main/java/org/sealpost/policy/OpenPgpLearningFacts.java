package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.mail.MailAddress;

/**
 * All that {@link OpenPgpLearningPolicy} looks at: a key that came with a mail, or that a look-up found.
 *
 * @param offered the key
 * @param address of the one who is said to hold it
 * @param proven whether it is known that the mail came from that address
 * @param ownPeople whether the address is one of ours
 * @param known all keys that the house knows for the address
 */
public record OpenPgpLearningFacts(
        OpenPgpFacts offered,
        MailAddress address,
        boolean proven,
        boolean ownPeople,
        List<OpenPgpMail.Known> known,
        Instant now) {
    public OpenPgpLearningFacts {
        known = List.copyOf(known);
    }
}
