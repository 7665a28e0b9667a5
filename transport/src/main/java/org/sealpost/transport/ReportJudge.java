package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ReportFacts;
import org.sealpost.policy.ReportPolicy;
import org.sealpost.policy.ReportVerdict;

/** Asks for each recipient of a message whether its sender is to be told what became of it. */
final class ReportJudge {
    private ReportJudge() {}

    /**
     * What a report says.
     *
     * @param lines of whom the sender is told, each once; nobody is told anything if there are none
     * @param because for all recipients, told of or not
     */
    record Judged(List<ReportLine> lines, List<Finding> because) {
        Judged {
            lines = List.copyOf(lines);
            because = List.copyOf(because);
        }
    }

    static Judged judge(MailObject original, Event event, List<ReportLine> all) {
        List<ReportLine> lines = new ArrayList<>();
        List<Finding> because = new ArrayList<>();
        for (ReportLine line : all) {
            Wish wish = original.envelope().reports().of(line.recipient());
            Decision<ReportVerdict> decision = ReportPolicy.decide(new ReportFacts(
                    event,
                    wish,
                    original.envelope().reversePath(),
                    line.recipient(),
                    isOurs(original.origin()),
                    !isOurs(original.origin()) && original.origin().arrival().suspected()));
            because.addAll(decision.because());
            switch (decision.verdict()) {
                case ReportVerdict.Tell(var name) -> lines.add(line.as(name, wish.original()));
                case ReportVerdict.KeepSilent() -> {}
            }
        }
        return new Judged(lines.stream().distinct().toList(), because);
    }

    static boolean isOurs(Origin origin) {
        return origin instanceof Origin.Submitted || origin instanceof Origin.Forwarded;
    }
}
