package org.sealpost.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sealpost.mail.MailAddress;

/**
 * What rules look at: one message, its sender, one recipient.
 *
 * @param origin {@code submitted}, {@code received} or {@code internal}
 * @param senders the account and the author
 * @param senderGroups those groups, of which a rule asks, in which the sender is
 * @param senderPlace {@code example.org/legal}, "" for somebody outside
 */
public record RuleFacts(
        String origin,
        List<MailAddress> senders,
        Set<String> senderGroups,
        String senderPlace,
        MailAddress recipient,
        Set<String> recipientGroups,
        String recipientPlace,
        MessageTraits message) {
    public RuleFacts {
        senders = List.copyOf(senders);
        senderGroups = Set.copyOf(senderGroups);
        recipientGroups = Set.copyOf(recipientGroups);
    }

    /**
     * A file in a message, all in lower case.
     *
     * @param type as its sender says
     * @param detected as its bytes say; "" if no rule asks for it
     */
    public record Attachment(String type, String name, String detected) {}

    /** A condition that was looked for in the message, as the rule writes it. */
    public record Found(RuleField.HeaderOrText where, String value) {}

    /**
     * What rules look at in the message itself. Its text is not in here: only which of the rules' own expressions were found.
     *
     * @param subject decoded
     * @param classifications in lower case
     * @param found how often each
     * @param wholeExamined whether all text was searched; if not, each search of the content counts as found
     */
    public record MessageTraits(
            String subject,
            Set<String> classifications,
            List<Attachment> attachments,
            long sizeBytes,
            Map<Found, Integer> found,
            boolean wholeExamined) {
        public static final MessageTraits NONE = new MessageTraits("", Set.of(), List.of(), 0, Map.of(), true);

        public MessageTraits {
            classifications = Set.copyOf(classifications);
            attachments = List.copyOf(attachments);
            found = Map.copyOf(found);
        }

        int times(RuleField.HeaderOrText where, String value) {
            boolean unknown = where != RuleField.HeaderOrText.HEADER && !wholeExamined;
            return unknown ? RuleCondition.COUNT_LIMIT : found.getOrDefault(new Found(where, value), 0);
        }

        boolean hasTag(String tag) {
            return subject.toLowerCase(Locale.ROOT).contains(tag.toLowerCase(Locale.ROOT));
        }
    }
}
