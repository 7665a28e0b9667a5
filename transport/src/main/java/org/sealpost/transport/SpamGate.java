package org.sealpost.transport;

import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.SpamScore;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.SpamFacts;
import org.sealpost.policy.SpamPolicy;
import org.sealpost.policy.SpamSettings;
import org.sealpost.policy.SpamVerdict;
import org.sealpost.transport.SpamFilter.SilentFilter;

/** Asks the spam filter about a message from outside before it is accepted, so that a refusal reaches whoever really sent it. */
public final class SpamGate {
    /** Security or policy status, for the time being (RFC 3463 section 3.8). */
    private static final EnhancedStatus SILENT = new EnhancedStatus(4, 7, 0);

    private final SpamFilter filter;
    private final SpamSettings settings;

    public SpamGate(SpamFilter filter, SpamSettings settings) {
        this.filter = filter;
        this.settings = settings;
    }

    /**
     * What was decided.
     *
     * @param score empty if the filter gave no answer
     */
    record Judgement(Optional<SpamScore> score, Decision<SpamVerdict> decision) {
        boolean isSuspected() {
            return decision.verdict() != SpamVerdict.ACCEPT;
        }
    }

    /** @throws MailFailure 5.7.1 if the message is refused, 4.7.0 if it may come again when the filter answers */
    Judgement judge(SenderExamination.Peer peer, Optional<MailAddress> reversePath, Content content) {
        SpamFacts facts = ask(peer, reversePath, content);
        Decision<SpamVerdict> decision = SpamPolicy.decide(facts);
        String words = Explanation.sentences(decision.because(), Locale.ENGLISH);
        if (decision.verdict() == SpamVerdict.REFUSE) {
            throw new MailFailure(EnhancedStatus.POLICY_REFUSED, words);
        }
        if (decision.verdict() == SpamVerdict.DEFER) {
            throw new MailFailure(SILENT, words);
        }
        boolean aside = decision.verdict() == SpamVerdict.QUARANTINE;
        return new Judgement(
                facts.answer().map(answer -> new SpamScore(filter.name(), answer.words(), aside)), decision);
    }

    private SpamFacts ask(SenderExamination.Peer peer, Optional<MailAddress> reversePath, Content content) {
        try {
            return new SpamFacts(filter.name(), Optional.of(filter.judge(peer, reversePath, content)), "", settings);
        } catch (SilentFilter e) {
            return new SpamFacts(filter.name(), Optional.empty(), String.valueOf(e.getMessage()), settings);
        }
    }
}
