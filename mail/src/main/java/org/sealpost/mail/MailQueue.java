package org.sealpost.mail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The durable queue between accepting a message and delivering it. Any number of nodes may share one queue; a lease keeps
 * a message with one of them, and a node that dies loses its leases after a while.
 */
public interface MailQueue {
    /**
     * On disk when this returns; fails rather than lose it. The queue id of the mail object must be new; their order as text is
     * taken for the order in which messages came.
     */
    default void enqueue(MailObject mail) {
        entering(mail).makeNow();
    }

    /** The entry of a message into the queue, to be made together with other changes. */
    Change entering(MailObject mail);

    /**
     * The same for a message that a worker takes at once: nobody else may lease it before {@code until}. Empty if it must enter
     * like all others, since it is large or its groups are to be expanded first.
     */
    Optional<Handed> entering(MailObject mail, Instant until);

    /** A message that enters leased. The worker begins when the change is on disk. */
    record Handed(Change entering, Leased leased) {}

    /**
     * Takes up to {@code limit} messages that are due and leases them to the caller until {@code until}. Each comes with an
     * envelope of only those recipients that are due. Returns an empty list if nothing is due.
     */
    List<Leased> lease(int limit, Instant now, Instant until);

    /** Keeps a lease that would run out while its message is still being carried. */
    void extend(Leased leased, Instant until);

    /** Gives back, at the start of this node, what it had leased when it died. Returns how many messages. */
    int takeBack();

    /** These recipients are done with, delivered or given up; after the last one the message leaves the queue. */
    default void complete(Leased leased, List<MailAddress> recipients) {
        completing(leased, recipients).makeNow();
    }

    /** The end of these recipients in the queue, to be made together with other changes. */
    Change completing(Leased leased, List<MailAddress> recipients);

    /**
     * These people take the place of a group among the recipients, each once, to be made together with other changes. Nobody gets
     * the message as long as one of its groups is in the queue.
     */
    Change expanding(Leased leased, MailAddress group, List<MailAddress> people);

    /** How far a message is; empty if it is not in the queue. */
    Optional<Progress> progress(String queueId);

    /** These recipients are tried again at this time. Does nothing for a recipient that another worker has leased since. */
    default void defer(Leased leased, List<MailAddress> recipients, Instant nextAttempt, String reason) {
        defer(leased, recipients, nextAttempt, reason, false);
    }

    /** The same; {@code unproved}: whether it is since no connection had what is demanded. When that first was so is kept. */
    void defer(Leased leased, List<MailAddress> recipients, Instant nextAttempt, String reason, boolean unproved);

    /** These recipients have their turn at this time; it was no try. Does nothing for one that another worker has leased since. */
    void postpone(Leased leased, List<MailAddress> recipients, Instant at);

    /**
     * These recipients wait for a way to encrypt and are looked at again at this time; to be made together with other changes.
     * Does nothing for a recipient that another worker has leased since.
     */
    Change holding(Leased leased, List<MailAddress> recipients, Instant nextLook, String reason);

    /** Makes all who wait for a way to encrypt due now. Returns how many messages. */
    int wakeHeld();

    /** Those who wait for a way to encrypt, oldest first. */
    List<Entry> held(int limit);

    /**
     * What an administrator decided about a recipient who waits for a way to encrypt; they are looked at again at once.
     *
     * @throws MailFailure 5.1.1 when it is made, if this recipient of this message does not wait for a way to encrypt
     */
    Change ruling(String queueId, MailAddress recipient, Ruling ruling);

    /** Where the messages of one sender or recipient stand, for people; oldest first. */
    List<Entry> browse(int limit);

    Optional<Instant> oldestReceivedAt();

    /** Makes all waiting recipients of a message due now, but for suspended ones; of all messages if none is named. */
    int flush(Optional<String> queueId);

    /** The queue id under which a message with this Message-ID field came in last, also long after it has left. */
    default Optional<String> queueIdOf(String messageId) {
        return queueIdsOf(messageId, 1).stream().findFirst();
    }

    /** All queue ids under which messages with this Message-ID field came in, with or without its brackets; the newest first. */
    List<String> queueIdsOf(String messageId, int limit);

    /**
     * A message in the hands of one worker.
     *
     * @param attempts counts earlier tries of these recipients
     * @param lease tells this lease from all others
     * @param held those recipients that wait for a way to encrypt since an earlier try
     * @param redirects those for whom an administrator named another host
     * @param unproved since when no connection has had what is demanded for them, of those of whom that was ever so
     */
    record Leased(
            MailObject mail,
            int attempts,
            String lease,
            Map<MailAddress, Wait> held,
            Map<MailAddress, Redirect> redirects,
            Map<MailAddress, Instant> unproved) {
        public Leased {
            held = Map.copyOf(held);
            redirects = Map.copyOf(redirects);
            unproved = Map.copyOf(unproved);
        }

        public Leased(MailObject mail, int attempts, String lease, Map<MailAddress, Wait> held) {
            this(mail, attempts, lease, held, Map.of(), Map.of());
        }

        public Leased(MailObject mail, int attempts, String lease) {
            this(mail, attempts, lease, Map.of());
        }

        /** The same for some of its recipients. */
        public Leased to(List<MailAddress> recipients) {
            return new Leased(
                    mail.withEnvelope(mail.envelope().to(recipients)), attempts, lease, held, redirects, unproved);
        }
    }

    /**
     * Who has a message still before them.
     *
     * @param groups whose members are not found out yet
     * @param left all recipients in the queue, groups not counted
     * @param underWay those of them who are served now
     * @param held those of them who wait for a way to encrypt
     */
    record Progress(int groups, int left, int underWay, int held) {}

    /**
     * Somebody who waits for a way to encrypt, or did.
     *
     * @param ruling what an administrator decided about it
     * @param releasedAt when it ended, if delivery was tried and failed for the time being since
     */
    record Wait(Instant since, Optional<Ruling> ruling, Optional<Instant> releasedAt) {}

    /** What is happening to one recipient of a queued message. */
    enum State {
        /** For its next try. */
        WAITING,
        UNDER_WAY,
        /** For a way to encrypt. */
        HELD,
        /** Until an administrator lets it go on. */
        SUSPENDED
    }

    /**
     * One recipient of one queued message, as people see it.
     *
     * @param nextAttempt means nothing for one that is suspended
     * @param heldSince if it waits for a way to encrypt
     */
    record Entry(
            String queueId,
            Optional<MailAddress> sender,
            MailAddress recipient,
            long sizeBytes,
            Instant receivedAt,
            Instant nextAttempt,
            int attempts,
            String lastReason,
            Optional<Instant> heldSince,
            State state) {}
}
