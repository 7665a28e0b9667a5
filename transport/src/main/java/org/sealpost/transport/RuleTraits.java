package org.sealpost.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryVersion;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleFacts;
import org.sealpost.policy.RuleFacts.Attachment;
import org.sealpost.policy.RuleFacts.Found;
import org.sealpost.policy.RuleFacts.MessageTraits;
import org.sealpost.policy.RuleField;
import org.sealpost.protection.MessageParts;
import org.sealpost.protection.SignedMessage;
import org.sealpost.protection.Smime;
import org.sealpost.protection.WinmailDat;
import org.sealpost.transport.files.AttachedFiles;
import org.sealpost.transport.files.DocumentReader;

/** Gathers what the administrators' rules look at; what no rule asks for is not looked for. */
final class RuleTraits {
    private static final List<String> CLASSIFICATION = List.of("Sensitivity", "Classification", "X-Classification");

    private final Directory directory;
    private final Smime smime;
    private final DocumentReader documents;
    private volatile Known known = new Known(Long.MIN_VALUE, Map.of());

    RuleTraits(Directory directory, Smime smime, DocumentReader documents) {
        this.directory = directory;
        this.smime = smime;
        this.documents = documents;
    }

    /**
     * What is the same for all recipients of a message.
     *
     * @param groups the members of each group of which a rule asks
     */
    record OfMessage(
            String origin,
            List<MailAddress> senders,
            String senderPlace,
            Map<String, Set<String>> groups,
            MessageTraits traits) {
        OfMessage {
            senders = List.copyOf(senders);
            groups = Map.copyOf(groups);
        }
    }

    OfMessage of(Origin origin, Optional<MailAddress> author, Optional<Content> content, ProtectionRules rules) {
        List<MailAddress> senders = new ArrayList<>();
        origin.ours().ifPresent(senders::add);
        author.ifPresent(senders::add);
        return new OfMessage(
                word(origin),
                senders,
                senders.stream().findFirst().map(this::place).orElse(""),
                groups(rules),
                content.map(one -> traits(one, rules)).orElse(MessageTraits.NONE));
    }

    RuleFacts facts(OfMessage message, MailAddress recipient) {
        return new RuleFacts(
                message.origin(),
                message.senders(),
                groupsOf(message, message.senders()),
                message.senderPlace(),
                recipient,
                groupsOf(message, List.of(recipient)),
                place(recipient),
                message.traits());
    }

    /** As rules and agents name it. */
    static String word(Origin origin) {
        return switch (origin) {
            case Origin.Submitted submitted -> "submitted";
            // It leaves in the name of one of our people.
            case Origin.Forwarded forwarded -> "submitted";
            case Origin.Received received -> "received";
            case Origin.Internal() -> "internal";
        };
    }

    /** {@code example.org/legal}; "" for somebody outside. */
    private String place(MailAddress address) {
        return directory
                .account(address)
                .map(account -> account.address().domain()
                        + (account.unit().isEmpty() ? "" : "/" + account.unit().toLowerCase(Locale.ROOT)))
                .orElse("");
    }

    private Set<String> groupsOf(OfMessage message, List<MailAddress> addresses) {
        if (message.groups().isEmpty()) {
            return Set.of();
        }
        Set<String> names = addresses.stream()
                .flatMap(address -> Stream.concat(
                        Stream.of(address),
                        directory.account(address).map(Account::addresses).stream()
                                .flatMap(List::stream)))
                .map(MailAddress::key)
                .collect(Collectors.toSet());
        return message.groups().entrySet().stream()
                .filter(group -> group.getValue().stream().anyMatch(names::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Members of groups as they were at this version of the directory. */
    private record Known(long version, Map<String, Set<String>> members) {}

    private Map<String, Set<String>> groups(ProtectionRules rules) {
        Set<String> asked = Stream.of(RuleField.FROM_GROUP, RuleField.TO_GROUP)
                .flatMap(field -> rules.asked(field).stream())
                .collect(Collectors.toSet());
        if (asked.isEmpty()) {
            return Map.of();
        }
        // A group of thousands is looked through once and not for each message; the number tells when it may have
        // changed.
        Optional<Long> version =
                directory instanceof DirectoryVersion numbered ? Optional.of(numbered.version()) : Optional.empty();
        Known seen = known;
        if (version.isPresent()
                && seen.version() == version.get()
                && seen.members().keySet().equals(asked)) {
            return seen.members();
        }
        Map<String, Set<String>> members = new LinkedHashMap<>();
        asked.forEach(group -> members.put(group, members(group)));
        version.ifPresent(number -> known = new Known(number, Map.copyOf(members)));
        return members;
    }

    /** All people in a group, also through other groups; a group in itself is looked into once. */
    private Set<String> members(String group) {
        Set<String> people = new HashSet<>();
        Set<String> seen = new HashSet<>(Set.of(group));
        List<String> open = new ArrayList<>(List.of(group));
        while (!open.isEmpty() && seen.size() <= Acceptance.GROUP_LIMIT) {
            Optional<DirectoryEntry> entry = directory.find(MailAddress.parse(open.removeLast()));
            if (entry.isPresent() && entry.get() instanceof DirectoryEntry.Group found) {
                found.members().stream().map(MailAddress::key).filter(seen::add).forEach(open::add);
            } else {
                entry.ifPresent(one -> people.add(one.address().key()));
            }
        }
        people.addAll(seen);
        return people;
    }

    private MessageTraits traits(Content content, ProtectionRules rules) {
        HeaderSection header = HeaderSection.of(content);
        Map<Found, Integer> found = new HashMap<>(RuleSearch.inHeader(rules, header));
        MessageParts parts =
                asksForParts(rules) ? parts(content, rules) : new MessageParts(List.of(), List.of(), List.of(), true);
        found.putAll(RuleSearch.inText(rules, parts.texts()));
        return new MessageTraits(
                EncodedWords.decode(header.value("Subject").orElse("")),
                header.fields().stream()
                        .filter(RuleTraits::isClassification)
                        .map(HeaderField::value)
                        .map(value -> EncodedWords.decode(value).strip().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                parts.files().stream()
                        .map(file -> new Attachment(file.type(), file.name(), file.detected()))
                        .toList(),
                content.sizeBytes(),
                found,
                parts.whole());
    }

    private static boolean isClassification(HeaderField field) {
        for (String name : CLASSIFICATION) {
            if (field.is(name)) {
                return true;
            }
        }
        return false;
    }

    static boolean asksForParts(ProtectionRules rules) {
        return Stream.of(
                        RuleField.CONTENT,
                        RuleField.WORDS,
                        RuleField.DETECT,
                        RuleField.FILE_TYPE,
                        RuleField.ATTACHMENT_NAME,
                        RuleField.ATTACHMENT_TYPE)
                .anyMatch(field -> !rules.asked(field).isEmpty());
    }

    /** Of a message that was signed in one block, what is inside. */
    private MessageParts parts(Content content, ProtectionRules rules) {
        boolean looksIntoFiles = Stream.of(RuleField.CONTENT, RuleField.WORDS, RuleField.DETECT, RuleField.FILE_TYPE)
                .anyMatch(field -> !rules.asked(field).isEmpty());
        Content readable = smime.signed(content).flatMap(SignedMessage::inner).orElse(content);
        if (!looksIntoFiles) {
            return MessageParts.of(readable);
        }
        try (AttachedFiles files = new AttachedFiles(documents)) {
            // As its reader will see it.
            return switch (WinmailDat.unpack(readable)) {
                case WinmailDat.Found.Nothing() -> MessageParts.of(readable, files);
                case WinmailDat.Found.Unpacked unpacked -> MessageParts.of(unpacked.content(), files);
                case WinmailDat.Found.Unreadable(String reason) -> {
                    MessageParts parts = MessageParts.of(readable, files);
                    yield new MessageParts(parts.files(), parts.texts(), parts.typed(), false);
                }
            };
        }
    }
}
