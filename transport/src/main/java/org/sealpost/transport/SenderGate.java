package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Decision;
import org.sealpost.policy.DmarcFacts;
import org.sealpost.policy.DmarcPolicy;
import org.sealpost.policy.DmarcVerdict;
import org.sealpost.policy.DmarcVerdict.Disposition;
import org.sealpost.policy.Finding;
import org.sealpost.policy.MachineRights;

/** Finds out who sent a message from outside before it is accepted: SPF, DKIM, and the wish of the author's domain. */
public final class SenderGate {
    private final Optional<SenderExamination> examination;
    private final Optional<SpamGate> spam;

    private SenderGate(Optional<SenderExamination> examination, Optional<SpamGate> spam) {
        this.examination = examination;
        this.spam = spam;
    }

    /** The same, asking a spam filter, too. */
    public SenderGate with(SpamGate filter) {
        return new SenderGate(examination, Optional.of(filter));
    }

    /** The same for a machine with these rights: nobody asks about what it is trusted with. */
    public SenderGate without(MachineRights rights) {
        return rights.equals(MachineRights.NONE)
                ? this
                : new SenderGate(
                        examination.filter(asked -> !rights.ownSenders()), spam.filter(asked -> !rights.unfiltered()));
    }

    public static SenderGate asking(SenderExamination examination) {
        return new SenderGate(Optional.of(examination), Optional.empty());
    }

    /** Asks nobody. */
    public static SenderGate open() {
        return new SenderGate(Optional.empty(), Optional.empty());
    }

    /**
     * What was found, and whether it is refused.
     *
     * @param because empty if nothing was asked
     */
    public record Judgement(AuthenticationResults results, boolean refused, List<Finding> because) {
        public Judgement {
            because = List.copyOf(because);
        }
    }

    /**
     * Asks all that is to be asked.
     *
     * @throws org.sealpost.mail.MailFailure if the spam filter has it refused or told to come again
     */
    public Judgement judge(
            SenderExamination.Peer peer, Optional<MailAddress> reversePath, HeaderSection header, Content content) {
        Judgement sender = examine(peer, reversePath, header, content);
        return sender.refused()
                ? sender
                : spam.map(gate -> scored(sender, gate.judge(peer, reversePath, content)))
                        .orElse(sender);
    }

    private static Judgement scored(Judgement sender, SpamGate.Judgement spam) {
        List<Finding> because = new ArrayList<>(sender.because());
        because.addAll(spam.decision().because());
        return new Judgement(sender.results().with(spam.score(), spam.isSuspected()), false, because);
    }

    private Judgement examine(
            SenderExamination.Peer peer, Optional<MailAddress> reversePath, HeaderSection header, Content content) {
        return examination
                .map(asked -> judge(asked.examine(peer, reversePath, header, content)))
                .orElse(new Judgement(AuthenticationResults.NONE, false, List.of()));
    }

    private static Judgement judge(DmarcFacts facts) {
        Decision<DmarcVerdict> decision = DmarcPolicy.decide(facts);
        Disposition disposition = decision.verdict().disposition();
        return new Judgement(
                new AuthenticationResults(
                        facts.local() ? List.of() : results(facts, decision.verdict()),
                        disposition == Disposition.JUNK),
                disposition == Disposition.REFUSE,
                decision.because());
    }

    /** RFC 8601 section 2.7: what each check came to, and about whom. */
    private static List<String> results(DmarcFacts facts, DmarcVerdict verdict) {
        List<String> results = new ArrayList<>();
        results.add("spf=" + facts.spf().result().word()
                + facts.spf()
                        .domain()
                        .map(domain -> (facts.spf().ofHelo() ? " smtp.helo=" : " smtp.mailfrom=") + domain)
                        .orElse(""));
        facts.signatures().stream().map(SenderGate::signature).forEach(results::add);
        if (facts.signatures().isEmpty()) {
            results.add("dkim=" + AuthenticationResult.NONE.word());
        }
        results.add("dmarc=" + verdict.result().word()
                + facts.author().map(author -> " header.from=" + author).orElse(""));
        chain(facts.arc().check()).ifPresent(results::add);
        return results;
    }

    /** RFC 8617 section 10.2; nothing if nobody sealed the message. */
    private static Optional<String> chain(ArcCheck check) {
        return switch (check.result()) {
            case NONE -> Optional.empty();
            case PASS -> {
                List<ArcCheck.Seal> seals = check.seals();
                yield Optional.of("arc=pass (seals: " + seals.size() + ", the last of "
                        + seals.getLast().sealer() + ")");
            }
            case FAIL, SOFTFAIL, NEUTRAL, POLICY, TEMPERROR, PERMERROR ->
                Optional.of("arc=" + check.result().word());
        };
    }

    private static String signature(DkimCheck check) {
        return "dkim=" + check.result().word()
                + check.domain().map(domain -> " header.d=" + domain).orElse("")
                + (check.selector().isEmpty() ? "" : " header.s=" + check.selector());
    }
}
