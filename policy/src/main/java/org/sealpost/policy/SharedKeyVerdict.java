package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;

/**
 * What is done with the keys of a shared mailbox.
 *
 * @param closing lids to put on, in the place of those of the same member
 * @param removing lids to take off
 * @param replacing whether mail from now on needs another key
 */
public record SharedKeyVerdict(List<Closing> closing, List<SharedKeyFacts.Lid> removing, boolean replacing) {
    public SharedKeyVerdict {
        closing = List.copyOf(closing);
        removing = List.copyOf(removing);
    }

    /** A key that is closed to a member. */
    public record Closing(String keyId, MailAddress member, CertificateFacts certificate) {}

    public boolean isNothing() {
        return closing.isEmpty() && removing.isEmpty();
    }
}
