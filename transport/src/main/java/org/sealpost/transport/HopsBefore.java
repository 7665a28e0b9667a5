package org.sealpost.transport;

import java.util.List;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReceivedHop;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopTrail;

/** What a message that came tells about its way before: it is read once, at the door, since the message is not kept. */
final class HopsBefore {
    private HopsBefore() {}

    /** {@code mail}: with the field that this server put in front. */
    static List<Finding> of(MailObject mail) {
        boolean fromOutside = mail.origin() instanceof Origin.Received;
        if (!fromOutside && !(mail.origin() instanceof Origin.Submitted)) {
            return List.of();
        }
        List<HeaderField> received = HeaderSection.of(mail.content()).all("Received");
        // people's own programs write none; servers of theirs that hand in do
        List<HeaderField> before = received.subList(Math.min(1, received.size()), received.size());
        return before.isEmpty() && !fromOutside
                ? List.of()
                : List.of(HopTrail.finding(ReceivedHop.all(before, HopTrail.LIMIT)));
    }
}
