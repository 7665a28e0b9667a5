package org.sealpost.policy;

import static org.sealpost.policy.ArcRule.ARC_CHAIN_BROKEN;
import static org.sealpost.policy.ArcRule.ARC_CHAIN_UNANSWERED;
import static org.sealpost.policy.ArcRule.ARC_SEALER_IS_A_STRANGER;
import static org.sealpost.policy.ArcRule.ARC_SEALER_SAYS_NOTHING;
import static org.sealpost.policy.ArcRule.ARC_SEALER_VOUCHES;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.ArcCheck.Seal;
import org.sealpost.mail.Domain;

/**
 * Decides what those who passed a message on are worth (RFC 8617 section 7.2.1). Somebody who seals could have put an old chain in
 * front of another message, so a sealer's word counts only if everybody behind it is trusted as well, to the last.
 */
public final class ArcPolicy {
    private ArcPolicy() {}

    /** Empty if nobody sealed the message. */
    public static Optional<Decision<ArcVerdict>> decide(ArcFacts facts) {
        return switch (facts.check().result()) {
            case NONE -> Optional.empty();
            case PASS -> Optional.of(whole(facts));
            case TEMPERROR -> Optional.of(unanswered(facts));
            case FAIL, SOFTFAIL, NEUTRAL, POLICY, PERMERROR ->
                Optional.of(Decision.of(
                        ArcVerdict.NOTHING, ARC_CHAIN_BROKEN, facts.check().fault()));
        };
    }

    private static Decision<ArcVerdict> unanswered(ArcFacts facts) {
        List<Seal> seals = facts.check().seals();
        boolean allTrusted = !seals.isEmpty() && trusted(facts).size() == seals.size();
        return Decision.of(allTrusted ? ArcVerdict.UNANSWERED : ArcVerdict.NOTHING, ARC_CHAIN_UNANSWERED);
    }

    private static Decision<ArcVerdict> whole(ArcFacts facts) {
        List<Seal> trusted = trusted(facts);
        Domain last = facts.check().seals().getLast().sealer();
        if (trusted.isEmpty()) {
            return Decision.of(ArcVerdict.NOTHING, ARC_SEALER_IS_A_STRANGER, last);
        }
        Optional<Seal> witness = trusted.stream()
                .filter(seal -> seal.author().isPresent() && seal.author().equals(facts.author()))
                .findFirst();
        return witness.map(seal -> Decision.of(
                        ArcVerdict.VOUCHED,
                        ARC_SEALER_VOUCHES,
                        seal.sealer(),
                        seal.author().orElseThrow()))
                .orElseGet(() -> Decision.of(ArcVerdict.NOTHING, ARC_SEALER_SAYS_NOTHING, last));
    }

    /** Those behind whom nobody else had the message, oldest first. */
    private static List<Seal> trusted(ArcFacts facts) {
        List<Seal> seals = facts.check().seals();
        int from = seals.size();
        while (from > 0 && facts.trusted().contains(seals.get(from - 1).sealer())) {
            from--;
        }
        return seals.subList(from, seals.size());
    }
}
