package org.sealpost.policy;

import static org.sealpost.policy.InspectionRule.ENCRYPTED_LEFT_CLOSED;
import static org.sealpost.policy.InspectionRule.ENCRYPTED_QUARANTINED;
import static org.sealpost.policy.InspectionRule.INSPECTION_FOUND_NO_KEY;
import static org.sealpost.policy.InspectionRule.NOTICE_NOT_INSPECTED;
import static org.sealpost.policy.InspectionRule.NOT_INSPECTED;
import static org.sealpost.policy.InspectionRule.OPENED_FOR_INSPECTION;
import static org.sealpost.policy.InspectionRule.RELEASED_FROM_QUARANTINE;
import static org.sealpost.policy.InspectionRule.RULE_DECIDES;
import static org.sealpost.policy.InspectionRule.SCANNED_CLEAN;
import static org.sealpost.policy.InspectionRule.SCAN_FAILED;
import static org.sealpost.policy.InspectionRule.SCAN_LEFT_OUT;
import static org.sealpost.policy.InspectionRule.SCAN_TOO_LARGE;
import static org.sealpost.policy.InspectionRule.UNREAD_QUARANTINED;
import static org.sealpost.policy.InspectionRule.VIRUS_FOUND;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SpamScore;
import org.sealpost.policy.InspectionSettings.Encrypted;
import org.sealpost.policy.InspectionSettings.Failure;
import org.sealpost.policy.InspectionSettings.Unread;
import org.sealpost.policy.InspectionVerdict.Defer;
import org.sealpost.policy.InspectionVerdict.Deliver;
import org.sealpost.policy.InspectionVerdict.Quarantine;
import org.sealpost.policy.InspectionVerdict.Refuse;
import org.sealpost.policy.RuleDemands.Said;

/**
 * Decides whether a message goes on to a recipient after scanners and rules looked into it. A message in which something was found
 * is put aside whole; nothing is ever cut out of it.
 */
public final class InspectionPolicy {
    private InspectionPolicy() {}

    public static Decision<InspectionVerdict> decide(InspectionFacts facts) {
        if (facts.origin() instanceof Origin.Internal) {
            return Decision.of(new Deliver(List.of()), NOTICE_NOT_INSPECTED);
        }
        if (facts.release().isPresent()) {
            InspectionFacts.Release release = facts.release().get();
            return Decision.of(new Deliver(List.of()), RELEASED_FROM_QUARANTINE, release.by(), release.reason());
        }
        List<Finding> because = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        Optional<InspectionVerdict> stopped = scanned(facts, because, marks)
                .or(() -> ruled(facts, because, marks))
                .or(() -> seen(facts, because, marks))
                .or(() -> scored(facts, because, marks));
        if (because.isEmpty()) {
            because.add(Finding.of(NOT_INSPECTED));
        }
        return new Decision<>(stopped.orElseGet(() -> new Deliver(marks)), because);
    }

    /** What was found counts before what was not seen. */
    private static Optional<InspectionVerdict> scanned(
            InspectionFacts facts, List<Finding> because, List<String> marks) {
        boolean infected = false;
        boolean waits = false;
        boolean unread = false;
        for (Scan scan : facts.scans()) {
            switch (scan) {
                case Scan.Clean clean -> because.add(Finding.of(SCANNED_CLEAN, clean.scanner()));
                case Scan.Infected found -> {
                    because.add(Finding.of(VIRUS_FOUND, found.scanner(), found.name()));
                    infected = true;
                }
                case Scan.TooLarge large -> {
                    because.add(Finding.of(SCAN_TOO_LARGE, large.scanner()));
                    unread = true;
                }
                case Scan.Failed failed -> {
                    because.add(Finding.of(SCAN_FAILED, failed.scanner(), failed.reason()));
                    waits = true;
                }
            }
        }
        if (infected) {
            return Optional.of(new Quarantine(words(because)));
        }
        if (waits) {
            return failed(facts, because, marks);
        }
        return unread ? unread(facts, because, marks, "too large to be scanned") : Optional.empty();
    }

    private static Optional<InspectionVerdict> failed(
            InspectionFacts facts, List<Finding> because, List<String> marks) {
        if (facts.settings().failure() == Failure.DEFER) {
            return Optional.of(new Defer());
        }
        because.add(Finding.of(SCAN_LEFT_OUT));
        mark(facts, marks, "not scanned");
        return Optional.empty();
    }

    private static Optional<InspectionVerdict> unread(
            InspectionFacts facts, List<Finding> because, List<String> marks, String mark) {
        if (facts.settings().unread() == Unread.QUARANTINE) {
            because.add(Finding.of(UNREAD_QUARANTINED));
            return Optional.of(new Quarantine(words(because)));
        }
        mark(facts, marks, mark);
        return Optional.empty();
    }

    /** What nobody looked into is told to our own readers; others have no use for it. */
    private static void mark(InspectionFacts facts, List<String> marks, String words) {
        if (facts.origin() instanceof Origin.Received) {
            marks.add(words);
        }
    }

    private static Optional<InspectionVerdict> ruled(InspectionFacts facts, List<Finding> because, List<String> marks) {
        RuleDemands demands = RulePolicy.decide(facts.rules(), facts.mail());
        Optional<Said<RuleInspection>> said = demands.inspection();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        String rule = said.get().rule();
        RuleInspection wanted = said.get().value();
        List<Finding> why = new ArrayList<>();
        why.add(Finding.of(
                RULE_DECIDES, rule, facts.rules().version(), wanted.action().word()));
        Finding unexamined = Finding.of(ProtectionRule.RULE_COUNTS_UNEXAMINED, rule);
        demands.because().stream().filter(unexamined::equals).forEach(why::add);
        because.addAll(why);
        String words = wanted.words().isEmpty() ? words(why) : wanted.words();
        return switch (wanted.action()) {
            case PASS, RECORD -> Optional.empty();
            case MARK -> {
                marks.add("rule " + rule);
                yield Optional.empty();
            }
            case QUARANTINE -> Optional.of(new Quarantine(words));
            case REFUSE -> Optional.of(new Refuse(words));
        };
    }

    private static Optional<InspectionVerdict> seen(InspectionFacts facts, List<Finding> because, List<String> marks) {
        return switch (facts.sight()) {
            case Sight.Clear() -> Optional.empty();
            case Sight.Opened(String key) -> {
                because.add(Finding.of(OPENED_FOR_INSPECTION, key));
                yield Optional.empty();
            }
            case Sight.Closed() -> {
                because.add(Finding.of(INSPECTION_FOUND_NO_KEY));
                yield unread(facts, because, marks, "encrypted, not inspected");
            }
            case Sight.LeftClosed() -> leftClosed(facts, because, marks);
        };
    }

    private static Optional<InspectionVerdict> leftClosed(
            InspectionFacts facts, List<Finding> because, List<String> marks) {
        if (facts.settings().encrypted() == Encrypted.QUARANTINE) {
            because.add(Finding.of(ENCRYPTED_QUARANTINED));
            return Optional.of(new Quarantine(words(because)));
        }
        because.add(Finding.of(ENCRYPTED_LEFT_CLOSED));
        mark(facts, marks, "encrypted, not inspected");
        return Optional.empty();
    }

    /** What the filter said before the message was accepted. */
    private static Optional<InspectionVerdict> scored(
            InspectionFacts facts, List<Finding> because, List<String> marks) {
        Optional<SpamScore> score =
                facts.origin() instanceof Origin.Received(String peer, AuthenticationResults sender, var author)
                        ? sender.spam()
                        : Optional.empty();
        if (score.isEmpty()) {
            return Optional.empty();
        }
        SpamScore given = score.get();
        if (given.aside()) {
            because.add(Finding.of(SpamRule.SPAM_PUT_ASIDE, given.filter(), given.points()));
            return Optional.of(new Quarantine(words(because)));
        }
        marks.add("spam points " + given.points() + " by " + given.filter());
        return Optional.empty();
    }

    private static String words(List<Finding> because) {
        return Explanation.sentences(because, Locale.ENGLISH);
    }
}
