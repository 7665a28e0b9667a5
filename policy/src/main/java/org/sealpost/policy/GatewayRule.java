package org.sealpost.policy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rule of the administrators: if all conditions hold for a message and a recipient, its actions are demanded, and the sender
 * cannot opt out.
 *
 * @param name by which it is found in commands and in the audit log
 * @param note why it is there, for those who come later
 * @param enabled a rule that is switched off stays in its place and does nothing
 */
public record GatewayRule(String name, String note, boolean enabled, List<RuleCondition> when, RuleActions then) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}*][\\p{L}\\p{N} .*@_+-]{0,319}");
    private static final int NOTE_LIMIT = 1_000;

    public GatewayRule {
        when = List.copyOf(when);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a rule's name has 1 to 320 letters, digits and any of . * @ _ + -: " + name);
        }
        if (note.length() > NOTE_LIMIT || note.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a note is one line of at most " + NOTE_LIMIT + " characters");
        }
        if (then.isEmpty()) {
            throw new IllegalArgumentException(
                    "a rule needs an action: sign, encrypt, ladder, strip-subject-tag, inspect or tls");
        }
        if (when.stream().map(RuleCondition::field).distinct().count() < when.size()) {
            throw new IllegalArgumentException("a condition stands once, with all its values");
        }
        if (then.stripSubjectTag() && when.stream().noneMatch(one -> one.field() == RuleField.SUBJECT_TAG)) {
            throw new IllegalArgumentException("strip-subject-tag needs the condition subject-tag");
        }
    }

    /** What {@code rule encrypt-to} makes: to these recipients it is encrypted or refused. */
    public static GatewayRule encryptTo(String pattern) {
        String known = ProtectionRules.pattern(pattern);
        return new GatewayRule(
                known,
                "",
                true,
                List.of(RuleCondition.of(RuleField.TO, known)),
                RuleActions.encrypting(EncryptionDemand.OR_REFUSE));
    }

    /** Whether nothing but the demand for encryption to one pattern, after which it is named. */
    public boolean isEncryptTo() {
        return when.equals(List.of(new RuleCondition(RuleField.TO, List.of(name))))
                && then.equals(RuleActions.encrypting(EncryptionDemand.OR_REFUSE));
    }

    /** What the rule asks under this heading. */
    public Stream<String> values(RuleField field) {
        return when.stream().filter(one -> one.field() == field).flatMap(one -> one.values().stream());
    }

    /** Whether something is looked for in the text. */
    boolean isSearching() {
        return when.stream().anyMatch(one -> one.field().isSearched());
    }

    /** Whether all conditions hold. */
    public boolean applies(RuleFacts facts) {
        // Mail from outside keeps the protection that it came with, unless a rule names it.
        boolean named = values(RuleField.ORIGIN).findAny().isPresent();
        return enabled
                && (named || facts.origin().equals("submitted"))
                && when.stream().allMatch(one -> one.holds(facts));
    }
}
