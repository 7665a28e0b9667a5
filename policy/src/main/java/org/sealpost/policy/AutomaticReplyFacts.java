package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity;

/**
 * All that {@link AutomaticReplyPolicy} looks at.
 *
 * @param kind what would go out
 * @param sender the reverse path
 * @param own addresses of the person, with those that the person named
 * @param addressees of the message as its header names them
 * @param programFields names of fields that only programs and lists write
 * @param suspected whether the domain in From does not stand for the message
 * @param security what was found about the message
 * @param answeredBefore whether the sender got this answer not long ago
 */
public record AutomaticReplyFacts(
        Kind kind,
        Optional<MailAddress> sender,
        List<MailAddress> own,
        List<MailAddress> addressees,
        List<String> programFields,
        boolean suspected,
        MessageSecurity security,
        boolean answeredBefore) {
    /** What would go out by itself. */
    public enum Kind {
        /** That the person is away. */
        VACATION,
        /** That the person does not want the message. */
        REJECTION
    }

    public AutomaticReplyFacts {
        own = List.copyOf(own);
        addressees = List.copyOf(addressees);
        programFields = List.copyOf(programFields);
    }
}
