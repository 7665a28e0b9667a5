package org.sealpost.policy;

import static org.sealpost.policy.ReportRule.NOBODY_TO_TELL;
import static org.sealpost.policy.ReportRule.REPORT_NOT_WANTED;
import static org.sealpost.policy.ReportRule.REPORT_WANTED;
import static org.sealpost.policy.ReportRule.STRANGER_NOT_TOLD;
import static org.sealpost.policy.ReportRule.SUSPECTED_NOT_TOLD;

import java.util.Locale;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.ReportWishes.Event;

/** Decides whether a sender is told what became of a message, RFC 3461: what they ask for, but no forged sender of more than failures. */
public final class ReportPolicy {
    private ReportPolicy() {}

    public static Decision<ReportVerdict> decide(ReportFacts facts) {
        if (facts.sender().isEmpty()) {
            return silent(NOBODY_TO_TELL, facts);
        }
        if (!facts.wish().wants(facts.event())) {
            return silent(REPORT_NOT_WANTED, facts);
        }
        if (facts.event() == Event.DELAY
                && !facts.ours()
                && facts.wish().events().isEmpty()) {
            return silent(STRANGER_NOT_TOLD, facts);
        }
        if (facts.event() != Event.FAILURE && facts.suspected()) {
            return silent(SUSPECTED_NOT_TOLD, facts);
        }
        MailAddress recipient = facts.recipient();
        MailAddress shown = facts.ours() ? recipient : facts.wish().named().orElse(recipient);
        return Decision.of(new ReportVerdict.Tell(shown), REPORT_WANTED, recipient, event(facts));
    }

    private static Decision<ReportVerdict> silent(ReportRule rule, ReportFacts facts) {
        return Decision.of(new ReportVerdict.KeepSilent(), rule, facts.recipient(), event(facts));
    }

    private static String event(ReportFacts facts) {
        return facts.event().name().toLowerCase(Locale.ROOT);
    }
}
