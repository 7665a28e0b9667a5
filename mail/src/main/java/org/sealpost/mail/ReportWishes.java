package org.sealpost.mail;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the sender of a message wants to be told of it, RFC 3461. Who says nothing is told of failures and delays.
 *
 * @param returned how much comes back with a failure (RET); as the house sees fit if the sender does not say
 * @param envelopeId by which the sender knows the message (ENVID), encoded as it came
 * @param recipients what is wanted for single recipients
 */
public record ReportWishes(
        Optional<Returned> returned, Optional<String> envelopeId, Map<MailAddress, ReportWishes.Wish> recipients) {
    public static final ReportWishes NONE = new ReportWishes(Optional.empty(), Optional.empty(), Map.of());

    public ReportWishes {
        recipients = recipients.isEmpty()
                ? Map.of()
                : recipients.entrySet().stream()
                        .filter(one -> !one.getValue().equals(Wish.NONE))
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How much of a message comes back. */
    public enum Returned {
        FULL,
        HDRS
    }

    /** What may become of a message. */
    public enum Event {
        SUCCESS,
        FAILURE,
        DELAY
    }

    /**
     * What is wanted for one recipient.
     *
     * @param events of what the sender wants to be told; of nothing at all if it is an empty set (NEVER)
     * @param original for whom the sender meant it (ORCPT), encoded as it came
     * @param named the address that the sender wrote, if this recipient has it from a group or by another name
     */
    public record Wish(Optional<Set<Event>> events, Optional<String> original, Optional<MailAddress> named) {
        public static final Wish NONE = new Wish(Optional.empty(), Optional.empty(), Optional.empty());

        public Wish {
            events = events.map(Set::copyOf);
        }

        /** RFC 3461 section 4.1: without a word about it, failures are told, and delays may be. */
        public boolean wants(Event event) {
            return events.map(wanted -> wanted.contains(event)).orElse(event != Event.SUCCESS);
        }

        /** The same for somebody behind the address that the sender wrote. */
        public Wish behind(MailAddress written) {
            return new Wish(events, original, Optional.of(written));
        }

        /** The same for the people of a group; that it reached the group is told once, for the group (RFC 3461 section 5.2.7.3). */
        public Wish forMembers(MailAddress group) {
            Optional<Set<Event>> left = events.map(wanted -> {
                Set<Event> others = EnumSet.noneOf(Event.class);
                others.addAll(wanted);
                others.remove(Event.SUCCESS);
                return others;
            });
            return new Wish(left, original, Optional.of(group));
        }
    }

    public Wish of(MailAddress recipient) {
        return recipients.getOrDefault(recipient, Wish.NONE);
    }

    /** What is left for some of the recipients. */
    ReportWishes to(List<MailAddress> some) {
        return recipients.isEmpty()
                ? this
                : new ReportWishes(
                        returned,
                        envelopeId,
                        recipients.entrySet().stream()
                                .filter(one -> some.contains(one.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
