package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/** Which messages came encrypted to whom, by their Message-ID, so that answers to them are encrypted, too. */
public interface SealedMail {
    /** Nobody remembers anything. */
    SealedMail NONE = new SealedMail() {
        @Override
        public boolean isAmong(MailAddress owner, List<String> messageIds) {
            return false;
        }

        @Override
        public Change noting(MailAddress owner, String messageId, Instant at) {
            return Change.none();
        }
    };

    /** Whether one of these came encrypted to this person; what nobody remembers did not. */
    boolean isAmong(MailAddress owner, List<String> messageIds);

    Change noting(MailAddress owner, String messageId, Instant at);
}
