package org.sealpost.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a rule wants; what it leaves empty it leaves to the rules below it.
 *
 * @param sign whether and by whom the message is signed, whatever its sender says
 * @param ladder the ways to encrypt that are tried, in this order; empty if the rule says nothing about it
 * @param holdFor how long a message waits for a way to encrypt before it goes back
 * @param stripSubjectTag whether the tag that made the rule apply is taken out of the subject
 * @param inspection what is done with the message because of what is in it
 * @param tls what the connection to another server must have at least
 */
public record RuleActions(
        Optional<SignatureDemand> sign,
        Optional<EncryptionDemand> encrypt,
        List<LadderStep> ladder,
        Optional<Duration> holdFor,
        boolean stripSubjectTag,
        Optional<RuleInspection> inspection,
        Optional<TlsFloor> tls) {
    public static final RuleActions NONE =
            new RuleActions(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false);
    public static final Duration HOLD_DEFAULT = Duration.ofDays(5);
    private static final Duration HOLD_LIMIT = Duration.ofDays(90);

    /** Of a rule that wants nothing because of what is in a message, and nothing of the way. */
    public RuleActions(
            Optional<SignatureDemand> sign,
            Optional<EncryptionDemand> encrypt,
            List<LadderStep> ladder,
            Optional<Duration> holdFor,
            boolean stripSubjectTag) {
        this(sign, encrypt, ladder, holdFor, stripSubjectTag, Optional.empty(), Optional.empty());
    }

    public RuleActions {
        ladder = List.copyOf(ladder);
        if (ladder.stream().distinct().count() < ladder.size()) {
            throw new IllegalArgumentException("the ladder names a step twice");
        }
        if (holdFor.filter(time -> time.compareTo(HOLD_LIMIT) > 0 || time.compareTo(Duration.ofHours(1)) < 0)
                .isPresent()) {
            throw new IllegalArgumentException("mail can be held for 1 hour to 90 days");
        }
        if (holdFor.isPresent()
                && encrypt.filter(demand -> demand == EncryptionDemand.OR_HOLD).isEmpty()) {
            throw new IllegalArgumentException("hold-for needs encrypt = \"or-hold\"");
        }
    }

    public static RuleActions encrypting(EncryptionDemand demand) {
        return new RuleActions(Optional.empty(), Optional.of(demand), List.of(), Optional.empty(), false);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** In few words: {@code sign, encrypt or-hold, ladder domain-certificate}. */
    public String words() {
        List<String> words = new ArrayList<>();
        sign.ifPresent(demand -> words.add(demand.words()));
        encrypt.ifPresent(demand -> words.add("encrypt " + demand.word().replace('-', ' ')));
        if (!ladder.isEmpty()) {
            words.add(ladder.stream().map(LadderStep::word).collect(Collectors.joining(" then ", "by ", "")));
        }
        if (stripSubjectTag) {
            words.add("take the tag out of the subject");
        }
        inspection.ifPresent(wanted -> words.add(wanted.action().word()));
        tls.ifPresent(least -> words.add("tls " + least.word()));
        return String.join(", ", words);
    }
}
