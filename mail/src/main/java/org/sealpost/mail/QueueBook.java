package org.sealpost.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailQueue.Entry;

/** What administrators see of the queue, and do with the mail in it. */
public interface QueueBook {
    /** Somebody carries the message at this moment. */
    EnhancedStatus UNDER_WAY = new EnhancedStatus(4, 4, 5);

    /** Oldest first. */
    List<Entry> browse(Filter filter, int limit);

    /** A message with those of its recipients who have not got it; empty if it is not in the queue. */
    Optional<MailObject> find(String queueId);

    /**
     * These recipients are not tried until they are {@link #resuming}.
     *
     * @throws MailFailure 4.4.5 when it is made, if one of them is under way at this moment
     */
    Change suspending(String queueId, List<MailAddress> recipients, String reason);

    /** The same for recipients in the hands of a worker. */
    Change suspending(MailQueue.Leased leased, List<MailAddress> recipients, String reason);

    /**
     * These recipients are tried now at another host than their domain's, or at its own again if none is named; what is suspended
     * stays so.
     *
     * @throws MailFailure 4.4.5 when it is made, if one of them is under way at this moment
     */
    Change redirecting(String queueId, List<MailAddress> recipients, Optional<Redirect> to, String reason);

    /** These recipients, suspended or waiting, are tried now. Does nothing for those that are under way. */
    Change resuming(String queueId, List<MailAddress> recipients);

    /**
     * Those who wait since their server did not answer are due now; {@code domain}: all domains if none is named. Returns how many
     * messages, at most {@code limit}.
     */
    int wake(Optional<Domain> domain, int limit);

    /**
     * These recipients leave the queue without the message.
     *
     * @throws MailFailure 4.4.5 when it is made, if one of them is under way at this moment
     */
    Change removing(String queueId, List<MailAddress> recipients);

    /** From now on whatever is to go to this domain is suspended. Replaces what was said before about the domain. */
    Change stopping(Stop stop);

    /** Ends it; what is suspended stays so until it is resumed. */
    Change goingOn(Domain domain);

    List<Stop> stops();

    /**
     * A destination to which nothing goes.
     *
     * @param by the administrator, as the audit log names them
     * @param reason in their words, one line
     */
    record Stop(Domain domain, Instant since, String by, String reason) {}

    /**
     * Which recipients are meant; all conditions that are given must hold.
     *
     * @param domain of the recipient
     * @param reason a part of the last reason, in any case
     * @param before the message came in before this time
     */
    record Filter(
            Optional<String> queueId,
            Optional<Domain> domain,
            Optional<MailAddress> sender,
            Optional<MailAddress> recipient,
            Optional<MailQueue.State> state,
            Optional<String> reason,
            Optional<Instant> before) {
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public Filter of(String id) {
            return new Filter(Optional.of(id), domain, sender, recipient, state, reason, before);
        }

        public Filter to(Domain other) {
            return new Filter(queueId, Optional.of(other), sender, recipient, state, reason, before);
        }

        public Filter in(MailQueue.State other) {
            return new Filter(queueId, domain, sender, recipient, Optional.of(other), reason, before);
        }
    }
}
