package org.sealpost.transport;

import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.SpamFacts;

/** Says how much a message from outside looks like spam. It gets a copy; nothing but its number is taken from it. */
public interface SpamFilter {
    /** Such as {@code SpamAssassin}. */
    String name();

    /**
     * Its points for a message.
     *
     * @throws SilentFilter if it gives no answer that counts
     */
    SpamFacts.Answer judge(SenderExamination.Peer peer, Optional<MailAddress> reversePath, Content content)
            throws SilentFilter;

    /** A filter that gave no answer. Says nothing of the message. */
    final class SilentFilter extends Exception {
        private static final long serialVersionUID = 1L;

        public SilentFilter(String message) {
            super(message);
        }
    }
}
