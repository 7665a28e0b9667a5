package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;

/** Messages that were put aside, whole and encrypted at rest, until somebody decides or their time is over. */
public interface Quarantine {
    /**
     * Puts a message aside for the recipients of its envelope, as part of a larger change. The same message for the same
     * recipients is kept once, however often it is put.
     *
     * @param because what decided it
     */
    Change keeping(MailObject mail, List<Finding> because, Instant at, Instant until);

    /** The newest first. */
    List<Entry> list(int limit);

    Optional<Entry> find(String id);

    /** The message as it came, in the envelope of those for whom it was put aside. */
    Optional<MailObject> mail(String id);

    /**
     * Notes that a message goes on under another queue id; its original stays until its time is over.
     *
     * @throws org.sealpost.mail.MailFailure when it is made, if it is not there any more or was released before
     */
    Change releasing(String id, String queueId, InspectionFacts.Release release);

    /**
     * Removes a message and its content.
     *
     * @throws org.sealpost.mail.MailFailure when it is made, if it is not there any more
     */
    Change removing(String id);

    /** Whether the message of this queue id was released, by whom and why. */
    Optional<InspectionFacts.Release> releaseOf(String queueId);

    /** Those whose time is over. */
    List<Entry> over(Instant now, int limit);

    /**
     * One message, as people see it; nothing of its text.
     *
     * @param queueId under which it came
     * @param releasedAs the queue id under which it went on, if it was released
     */
    record Entry(
            String id,
            String queueId,
            Optional<MailAddress> sender,
            List<MailAddress> recipients,
            long sizeBytes,
            Instant since,
            Instant until,
            List<Finding> because,
            Optional<String> releasedAs) {
        public Entry {
            recipients = List.copyOf(recipients);
            because = List.copyOf(because);
        }
    }
}
