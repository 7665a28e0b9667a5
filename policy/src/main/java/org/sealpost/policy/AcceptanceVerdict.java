package org.sealpost.policy;

import org.sealpost.mail.EnhancedStatus;

/** Whether the SMTP door lets a connection, sender, recipient or message in. */
public sealed interface AcceptanceVerdict {
    record Accept() implements AcceptanceVerdict {}

    /**
     * Not let in.
     *
     * @param replyCode the SMTP reply, RFC 5321 section 4.2: 4yz asks to try again, 5yz is final
     * @param text what the other side is told, in words that its user may read
     */
    record Refuse(int replyCode, EnhancedStatus status, String text) implements AcceptanceVerdict {
        public Refuse {
            if (replyCode / 100 != status.statusClass()) {
                throw new IllegalArgumentException("reply " + replyCode + " does not go with status " + status);
            }
        }
    }
}
