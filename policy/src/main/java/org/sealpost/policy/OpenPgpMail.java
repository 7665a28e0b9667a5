package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.Vouching;

/**
 * What {@link OpenPgpPolicy} looks at of one message and one recipient.
 *
 * @param sender keys of the author with which the house can sign
 * @param recipient keys that name the recipient, in any status
 * @param first whether the organisation wants OpenPGP before certificates
 */
public record OpenPgpMail(List<OpenPgpFacts> sender, List<Known> recipient, boolean first) {
    public static final OpenPgpMail NONE = new OpenPgpMail(List.of(), List.of(), false);

    /** A key, and who says whose it is. */
    public record Known(OpenPgpFacts key, Vouching vouching) {}

    public OpenPgpMail {
        sender = List.copyOf(sender);
        recipient = List.copyOf(recipient);
    }
}
