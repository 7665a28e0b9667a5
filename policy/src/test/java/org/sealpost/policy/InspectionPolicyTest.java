package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SpamScore;
import org.sealpost.policy.InspectionSettings.Encrypted;
import org.sealpost.policy.InspectionSettings.Failure;
import org.sealpost.policy.InspectionSettings.Unread;
import org.sealpost.policy.InspectionVerdict.Defer;
import org.sealpost.policy.InspectionVerdict.Deliver;
import org.sealpost.policy.InspectionVerdict.Quarantine;
import org.sealpost.policy.InspectionVerdict.Refuse;

class InspectionPolicyTest {
    private static final Origin OUTSIDE = new Origin.Received("mx.partner.example");
    private static final Origin OURS = new Origin.Submitted(MailAddress.parse("ann@example.org"));
    private static final Scan CLEAN = new Scan.Clean("ClamAV");
    private static final Scan INFECTED = new Scan.Infected("ClamAV", "Eicar");
    private static final Scan LARGE = new Scan.TooLarge("ClamAV");
    private static final Scan FAILED = new Scan.Failed("ClamAV", "no connection");
    private static final Sight CLEAR = new Sight.Clear();

    @Test
    void whatNobodyLooksIntoGoesOn() {
        Decision<InspectionVerdict> decision = decide(OUTSIDE, CLEAR, List.of());

        assertThat(decision.verdict()).isEqualTo(new Deliver(List.of()));
        assertThat(decision.because()).containsExactly(Finding.of(NOT_INSPECTED));
    }

    @Test
    void noticesOfTheHouseAndReleasedMailAreNotStopped() {
        Decision<InspectionVerdict> notice = decide(new Origin.Internal(), CLEAR, List.of(INFECTED));
        Decision<InspectionVerdict> released = InspectionPolicy.decide(new InspectionFacts(
                OUTSIDE,
                CLEAR,
                List.of(INFECTED),
                Optional.of(new InspectionFacts.Release("admin eve", "a false alarm")),
                InspectionSettings.STANDARD,
                rules("refuse"),
                GatewayRuleTest.facts(true)));

        assertThat(notice.because()).containsExactly(Finding.of(NOTICE_NOT_INSPECTED));
        assertThat(notice.verdict()).isEqualTo(new Deliver(List.of()));
        assertThat(released.because())
                .containsExactly(Finding.of(RELEASED_FROM_QUARANTINE, "admin eve", "a false alarm"));
        assertThat(released.verdict()).isEqualTo(new Deliver(List.of()));
    }

    @Test
    void anInfectedMessageIsPutAsideEvenIfAnotherScannerIsSilentOrARuleLetsItPass() {
        Decision<InspectionVerdict> decision =
                decide(OURS, CLEAR, List.of(FAILED, INFECTED), InspectionSettings.STANDARD, rules("pass"));

        assertThat(decision.verdict())
                .isInstanceOfSatisfying(
                        Quarantine.class, aside -> assertThat(aside.words()).contains("found Eicar"));
        assertThat(decision.because())
                .containsExactly(
                        Finding.of(SCAN_FAILED, "ClamAV", "no connection"), Finding.of(VIRUS_FOUND, "ClamAV", "Eicar"));
    }

    @Test
    void whileAScannerIsSilentMailWaitsUnlessItShallGoOn() {
        InspectionSettings goesOn = new InspectionSettings(Encrypted.INSPECT, Unread.DELIVER, Failure.DELIVER);

        Decision<InspectionVerdict> waits = decide(OURS, CLEAR, List.of(CLEAN, FAILED));
        Decision<InspectionVerdict> goes = decide(OUTSIDE, CLEAR, List.of(FAILED), goesOn, ProtectionRules.NONE);
        Decision<InspectionVerdict> ours = decide(OURS, CLEAR, List.of(FAILED), goesOn, ProtectionRules.NONE);

        assertThat(waits.verdict()).isEqualTo(new Defer());
        assertThat(waits.because())
                .contains(Finding.of(SCANNED_CLEAN, "ClamAV"), Finding.of(SCAN_FAILED, "ClamAV", "no connection"));
        assertThat(goes.verdict()).isEqualTo(new Deliver(List.of("not scanned")));
        assertThat(goes.because()).contains(Finding.of(SCAN_LEFT_OUT));
        assertThat(ours.verdict()).as("others have no use for the mark").isEqualTo(new Deliver(List.of()));
    }

    @Test
    void whatNobodyCanLookIntoIsMarkedOrPutAside() {
        InspectionSettings strict = new InspectionSettings(Encrypted.INSPECT, Unread.QUARANTINE, Failure.DEFER);

        assertThat(decide(OUTSIDE, CLEAR, List.of(LARGE)))
                .isEqualTo(new Decision<>(
                        new Deliver(List.of("too large to be scanned")),
                        List.of(Finding.of(SCAN_TOO_LARGE, "ClamAV"))));
        assertThat(decide(OUTSIDE, new Sight.Closed(), List.of(CLEAN)))
                .isEqualTo(new Decision<>(
                        new Deliver(List.of("encrypted, not inspected")),
                        List.of(Finding.of(SCANNED_CLEAN, "ClamAV"), Finding.of(INSPECTION_FOUND_NO_KEY))));
        Decision<InspectionVerdict> large = decide(OUTSIDE, CLEAR, List.of(LARGE), strict, ProtectionRules.NONE);
        Decision<InspectionVerdict> closed =
                decide(OUTSIDE, new Sight.Closed(), List.of(), strict, ProtectionRules.NONE);
        assertThat(large.verdict()).isInstanceOf(Quarantine.class);
        assertThat(large.because()).contains(Finding.of(UNREAD_QUARANTINED));
        assertThat(closed.verdict()).isInstanceOf(Quarantine.class);
        assertThat(closed.because()).contains(Finding.of(INSPECTION_FOUND_NO_KEY), Finding.of(UNREAD_QUARANTINED));
    }

    @Test
    void encryptedMailIsOpenedLeftClosedOrPutAsideAsIsWanted() {
        InspectionSettings leave = new InspectionSettings(Encrypted.DELIVER, Unread.QUARANTINE, Failure.DEFER);
        InspectionSettings aside = new InspectionSettings(Encrypted.QUARANTINE, Unread.DELIVER, Failure.DEFER);

        Decision<InspectionVerdict> opened = decide(OUTSIDE, new Sight.Opened("abc"), List.of(CLEAN));
        Decision<InspectionVerdict> left =
                decide(OUTSIDE, new Sight.LeftClosed(), List.of(), leave, ProtectionRules.NONE);
        Decision<InspectionVerdict> put =
                decide(OUTSIDE, new Sight.LeftClosed(), List.of(), aside, ProtectionRules.NONE);

        assertThat(opened.because()).contains(Finding.of(OPENED_FOR_INSPECTION, "abc"));
        assertThat(opened.verdict()).isEqualTo(new Deliver(List.of()));
        assertThat(left.verdict()).isEqualTo(new Deliver(List.of("encrypted, not inspected")));
        assertThat(left.because()).containsExactly(Finding.of(ENCRYPTED_LEFT_CLOSED));
        assertThat(put.verdict()).isInstanceOf(Quarantine.class);
        assertThat(put.because()).containsExactly(Finding.of(ENCRYPTED_QUARANTINED));
    }

    @Test
    void aRuleRecordsMarksPutsAsideOrRefusesWithItsOwnWordsOrThoseOfTheHouse() {
        assertThat(ruled("record")).isEqualTo(new Deliver(List.of()));
        assertThat(ruled("pass")).isEqualTo(new Deliver(List.of()));
        assertThat(ruled("mark")).isEqualTo(new Deliver(List.of("rule cards")));
        assertThat(ruled("quarantine"))
                .isInstanceOfSatisfying(
                        Quarantine.class, aside -> assertThat(aside.words()).contains("Rule cards"));
        assertThat(ruled("refuse"))
                .isInstanceOfSatisfying(
                        Refuse.class, back -> assertThat(back.words()).contains("Rule cards"));
        assertThat(decide(
                        OURS,
                        CLEAR,
                        List.of(),
                        InspectionSettings.STANDARD,
                        new ProtectionRules(
                                2,
                                List.of(RuleFields.read(
                                        "cards", Map.of("inspect", List.of("refuse"), "tell", List.of("Ask Eve.")))))))
                .isEqualTo(new Decision<>(
                        new Refuse("Ask Eve."), List.of(Finding.of(RULE_DECIDES, "cards", 2, "refuse"))));
    }

    @Test
    void aRuleThatCountsAsFoundBecauseNotAllCouldBeReadSaysSo() {
        ProtectionRules rules = new ProtectionRules(
                2,
                List.of(RuleFields.read(
                        "cards", Map.of("detect", List.of("card-number"), "inspect", List.of("quarantine")))));
        Decision<InspectionVerdict> decision = InspectionPolicy.decide(new InspectionFacts(
                OURS,
                CLEAR,
                List.of(),
                Optional.empty(),
                InspectionSettings.STANDARD,
                rules,
                GatewayRuleTest.facts(false)));

        assertThat(decision.because())
                .containsExactly(
                        Finding.of(RULE_DECIDES, "cards", 2, "quarantine"),
                        Finding.of(ProtectionRule.RULE_COUNTS_UNEXAMINED, "cards"));
        assertThat(decision.verdict())
                .isInstanceOfSatisfying(
                        Quarantine.class,
                        aside -> assertThat(aside.words()).contains("Not all of the text could be searched"));
    }

    @Test
    void thePointsOfASpamFilterAreMarkedOrPutTheMessageAside() {
        assertThat(decide(scored(false), CLEAR, List.of()).verdict())
                .isEqualTo(new Deliver(List.of("spam points 9.0 of 5.0 by rspamd")));
        Decision<InspectionVerdict> aside = decide(scored(true), CLEAR, List.of());
        assertThat(aside.verdict()).isInstanceOf(Quarantine.class);
        assertThat(aside.because()).containsExactly(Finding.of(SpamRule.SPAM_PUT_ASIDE, "rspamd", "9.0 of 5.0"));
    }

    private static Origin scored(boolean aside) {
        return new Origin.Received(
                "mx.partner.example",
                new AuthenticationResults(List.of(), true, Optional.of(new SpamScore("rspamd", "9.0 of 5.0", aside))));
    }

    private static InspectionVerdict ruled(String action) {
        return decide(OURS, CLEAR, List.of(), InspectionSettings.STANDARD, rules(action))
                .verdict();
    }

    private static ProtectionRules rules(String action) {
        return new ProtectionRules(1, List.of(RuleFields.read("cards", Map.of("inspect", List.of(action)))));
    }

    private static Decision<InspectionVerdict> decide(Origin origin, Sight sight, List<Scan> scans) {
        return decide(origin, sight, scans, InspectionSettings.STANDARD, ProtectionRules.NONE);
    }

    private static Decision<InspectionVerdict> decide(
            Origin origin, Sight sight, List<Scan> scans, InspectionSettings settings, ProtectionRules rules) {
        return InspectionPolicy.decide(new InspectionFacts(
                origin, sight, scans, Optional.empty(), settings, rules, GatewayRuleTest.facts(true)));
    }
}
