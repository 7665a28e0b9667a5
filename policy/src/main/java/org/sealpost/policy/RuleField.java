package org.sealpost.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What a rule of the administrators may ask of a message, its sender and its recipient. */
public enum RuleField {
    /** An address, a domain, or {@code *.domain} for all below it: the account that sends, or the author. */
    FROM(
            ProtectionRules::pattern,
            (value, facts) -> facts.senders().stream().anyMatch(sender -> ProtectionRules.matches(value, sender))),
    TO(ProtectionRules::pattern, (value, facts) -> ProtectionRules.matches(value, facts.recipient())),
    /** The address of a group in which the sender is, also through other groups. */
    FROM_GROUP(RuleWords::address, (value, facts) -> facts.senderGroups().contains(value)),
    TO_GROUP(RuleWords::address, (value, facts) -> facts.recipientGroups().contains(value)),
    /** {@code example.org/Legal}: the unit of the sender and all units below it. */
    FROM_UNIT(RuleWords::unit, (value, facts) -> RuleWords.isInside(value, facts.senderPlace())),
    TO_UNIT(RuleWords::unit, (value, facts) -> RuleWords.isInside(value, facts.recipientPlace())),
    /** {@code X-Project} (is there), {@code X-Project: secret} (contains), {@code X-Mailer: /^CRM/} (regular expression). */
    HEADER(RuleWords::header, HeaderOrText.HEADER),
    /** A word in the subject such as {@code [secure]}, in any case. */
    SUBJECT_TAG(RuleWords::text, (value, facts) -> facts.message().hasTag(value)),
    /** The value of Sensitivity, Classification or X-Classification. */
    CLASSIFICATION(
            RuleWords::word, (value, facts) -> facts.message().classifications().contains(value)),
    /** {@code application/pdf} or {@code image/*}. */
    ATTACHMENT_TYPE(
            RuleWords::mediaType,
            (value, facts) -> facts.message().attachments().stream()
                    .anyMatch(attachment -> Glob.matches(value, attachment.type()))),
    /** {@code *.xlsx}: the whole file name, {@code *} for any characters, {@code ?} for one. */
    ATTACHMENT_NAME(
            RuleWords::word,
            (value, facts) -> facts.message().attachments().stream()
                    .anyMatch(attachment -> Glob.matches(value, attachment.name()))),
    /** {@code 10 MB}: the message has more than that. */
    LARGER_THAN(RuleWords::size, (value, facts) -> facts.message().sizeBytes() > RuleWords.bytes(value)),
    /** A regular expression that is found in the text of a part. */
    CONTENT(RuleWords::expression, HeaderOrText.CONTENT),
    /** A word, or several behind each other, in any case: the entries of a dictionary. */
    WORDS(RuleWords::dictionary, HeaderOrText.WORDS),
    /** {@code card-number} or {@code iban}: numbers whose check digits are right. */
    DETECT(RuleWords::detector, HeaderOrText.DETECT),
    /** {@code application/x-dosexec}: what a file is by its bytes, whatever its name and type say. */
    FILE_TYPE(
            RuleWords::mediaType,
            (value, facts) -> facts.message().attachments().stream()
                    .anyMatch(attachment -> Glob.matches(value, attachment.detected()))),
    /** {@code submitted} by one of us, or {@code received} from outside; submitted only if no rule says so. */
    ORIGIN(RuleWords::origin, (value, facts) -> facts.origin().equals(value));

    /** The kinds of conditions that somebody has to look for in the message before a rule can be applied. */
    public enum HeaderOrText {
        HEADER,
        CONTENT,
        WORDS,
        DETECT
    }

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final UnaryOperator<String> checked;

    @SuppressWarnings("ImmutableEnumChecker")
    private final ToIntBiFunction<String, RuleFacts> times;

    private final boolean searched;

    RuleField(UnaryOperator<String> checked, BiPredicate<String, RuleFacts> holds) {
        this.checked = checked;
        this.times = (value, facts) -> holds.test(value, facts) ? 1 : 0;
        this.searched = false;
    }

    /** One that somebody looks for in the message. */
    RuleField(UnaryOperator<String> checked, HeaderOrText where) {
        this.checked = checked;
        this.times = (value, facts) -> facts.message().times(where, value);
        this.searched = where != HeaderOrText.HEADER;
    }

    /** As it is written in files and commands: {@code from-group}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The value in the form in which it is kept.
     *
     * @throws IllegalArgumentException with what was expected
     */
    String checked(String value) {
        return checked.apply(value.strip());
    }

    /** How often the value is found, or 1 if it holds. */
    int times(String value, RuleFacts facts) {
        return times.applyAsInt(value, facts);
    }

    /** Whether it is looked for in the text of a message, so that it can be found several times. */
    boolean isSearched() {
        return searched;
    }

    /** All words, for those who look for the right one. */
    static String words() {
        return Arrays.stream(values()).map(RuleField::word).collect(Collectors.joining(", "));
    }
}
