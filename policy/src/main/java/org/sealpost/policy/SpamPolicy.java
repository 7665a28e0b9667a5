package org.sealpost.policy;

import java.util.Optional;

/** Decides by the points of a spam filter what is done with a message from outside. The message itself is never changed. */
public final class SpamPolicy {
    private SpamPolicy() {}

    public static Decision<SpamVerdict> decide(SpamFacts facts) {
        if (facts.answer().isEmpty()) {
            return facts.settings().failsClosed()
                    ? Decision.of(SpamVerdict.DEFER, SpamRule.SPAM_FILTER_SILENT, facts.filter(), facts.failure())
                    : Decision.of(SpamVerdict.ACCEPT, SpamRule.SPAM_FILTER_LEFT_OUT, facts.filter(), facts.failure());
        }
        SpamFacts.Answer answer = facts.answer().get();
        SpamSettings settings = facts.settings();
        double junk = settings.junk().map(Integer::doubleValue).orElse(answer.needed());
        if (reaches(answer, settings.refuse())) {
            return decision(SpamVerdict.REFUSE, SpamRule.SPAM_REFUSED, facts, answer);
        }
        if (reaches(answer, settings.aside())) {
            return decision(SpamVerdict.QUARANTINE, SpamRule.SPAM_PUT_ASIDE, facts, answer);
        }
        return answer.points() >= junk
                ? decision(SpamVerdict.JUNK, SpamRule.SPAM_INTO_JUNK, facts, answer)
                : decision(SpamVerdict.ACCEPT, SpamRule.SPAM_NOT_SUSPECTED, facts, answer);
    }

    private static boolean reaches(SpamFacts.Answer answer, Optional<Integer> points) {
        return points.isPresent() && answer.points() >= points.get();
    }

    private static Decision<SpamVerdict> decision(
            SpamVerdict verdict, SpamRule rule, SpamFacts facts, SpamFacts.Answer answer) {
        return Decision.of(verdict, rule, facts.filter(), answer.words());
    }
}
