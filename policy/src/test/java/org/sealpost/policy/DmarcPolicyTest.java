package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.mail.SpfCheck;
import org.sealpost.policy.DmarcVerdict.Disposition;

class DmarcPolicyTest {
    private static final Domain AUTHOR = new Domain("partner.example");
    private static final Domain BELOW = new Domain("news.partner.example");
    private static final Domain STRANGER = new Domain("list.example");
    private static final SpfCheck NO_SPF = spf(AuthenticationResult.NONE, AUTHOR);

    @Test
    void aSignatureOfTheAuthorsDomainStandsForTheMessage() {
        assertThat(decide("p=reject", NO_SPF, dkim(AuthenticationResult.PASS, AUTHOR)))
                .isEqualTo(decision(
                        AuthenticationResult.PASS,
                        Disposition.ACCEPT,
                        Finding.of(DmarcRule.DMARC_PASSED_BY_DKIM, AUTHOR, AUTHOR)));
    }

    @Test
    void aReversePathInTheAuthorsDomainThatLetsTheServerSendStandsForIt() {
        assertThat(decide("p=reject", spf(AuthenticationResult.PASS, AUTHOR)))
                .isEqualTo(decision(
                        AuthenticationResult.PASS,
                        Disposition.ACCEPT,
                        Finding.of(DmarcRule.DMARC_PASSED_BY_SPF, AUTHOR, AUTHOR)));
    }

    @Test
    void anotherDomainOfTheSameOrganisationCountsUnlessTheRecordIsStrict() {
        assertThat(result("p=reject", spf(AuthenticationResult.PASS, BELOW))).isEqualTo(AuthenticationResult.PASS);
        assertThat(result("p=reject; aspf=s", spf(AuthenticationResult.PASS, BELOW)))
                .isEqualTo(AuthenticationResult.FAIL);
        assertThat(result("p=reject", NO_SPF, dkim(AuthenticationResult.PASS, BELOW)))
                .isEqualTo(AuthenticationResult.PASS);
        assertThat(result("p=reject; adkim=s", NO_SPF, dkim(AuthenticationResult.PASS, BELOW)))
                .isEqualTo(AuthenticationResult.FAIL);
    }

    @Test
    void whatOthersProveStandsForNobodyElse() {
        assertThat(result(
                        "p=reject",
                        spf(AuthenticationResult.PASS, STRANGER),
                        dkim(AuthenticationResult.PASS, STRANGER)))
                .isEqualTo(AuthenticationResult.FAIL);
        assertThat(result("p=reject", spf(AuthenticationResult.FAIL, AUTHOR), dkim(AuthenticationResult.FAIL, AUTHOR)))
                .isEqualTo(AuthenticationResult.FAIL);
        assertThat(result("p=reject", new SpfCheck(AuthenticationResult.PASS, Optional.empty(), true)))
                .isEqualTo(AuthenticationResult.FAIL);
    }

    @Test
    void theWishOfTheDomainIsFollowed() {
        assertThat(decide("p=none", NO_SPF))
                .isEqualTo(decision(
                        AuthenticationResult.FAIL,
                        Disposition.ACCEPT,
                        Finding.of(DmarcRule.DMARC_FAILED_AND_NOTHING_WISHED, AUTHOR)));
        assertThat(decide("p=quarantine", NO_SPF))
                .isEqualTo(decision(
                        AuthenticationResult.FAIL,
                        Disposition.JUNK,
                        Finding.of(DmarcRule.DMARC_FAILED_AND_QUARANTINE_WISHED, AUTHOR)));
        assertThat(decide("p=reject", NO_SPF))
                .isEqualTo(decision(
                        AuthenticationResult.FAIL,
                        Disposition.REFUSE,
                        Finding.of(DmarcRule.DMARC_FAILED_AND_REJECTION_WISHED, AUTHOR)));
    }

    @Test
    void whileTheOwnerTriesItOutOneStepMilder() {
        assertThat(disposition("p=reject; t=y")).isEqualTo(Disposition.JUNK);
        assertThat(disposition("p=quarantine; t=y")).isEqualTo(Disposition.ACCEPT);
        assertThat(disposition("p=none; t=y")).isEqualTo(Disposition.ACCEPT);
    }

    @Test
    void aDomainBelowFollowsTheWishForThoseBelow() {
        DmarcFacts facts = facts(Optional.of(BELOW), published("p=none; sp=reject"), true, NO_SPF);

        assertThat(DmarcPolicy.decide(facts).verdict().disposition()).isEqualTo(Disposition.REFUSE);
    }

    @Test
    void theSettingMarkMakesNothingOfIt() {
        Decision<DmarcVerdict> decision =
                DmarcPolicy.decide(facts(Optional.of(AUTHOR), published("p=reject"), false, NO_SPF));

        assertThat(decision.verdict()).isEqualTo(new DmarcVerdict(AuthenticationResult.FAIL, Disposition.ACCEPT));
        assertThat(decision.because())
                .extracting(Finding::rule)
                .containsExactly(DmarcRule.DMARC_FAILED_AND_REJECTION_WISHED, DmarcRule.DMARC_ONLY_MARKED);
    }

    @Test
    void withoutExactlyOneAuthorItGoesToJunk() {
        assertThat(DmarcPolicy.decide(facts(Optional.empty(), new DmarcLookup.Absent(), true, NO_SPF)))
                .isEqualTo(decision(
                        AuthenticationResult.PERMERROR, Disposition.JUNK, Finding.of(DmarcRule.AUTHOR_DOMAIN_UNCLEAR)));
    }

    @Test
    void aDomainThatWishesNothingGetsWhatItWishes() {
        assertThat(DmarcPolicy.decide(facts(Optional.of(AUTHOR), new DmarcLookup.Absent(), true, NO_SPF)))
                .isEqualTo(decision(
                        AuthenticationResult.NONE, Disposition.ACCEPT, Finding.of(DmarcRule.DMARC_ABSENT, AUTHOR)));
    }

    @Test
    void noMessageSuffersForADnsThatDoesNotAnswer() {
        Decision<DmarcVerdict> unanswered = decision(
                AuthenticationResult.TEMPERROR, Disposition.ACCEPT, Finding.of(DmarcRule.DMARC_UNANSWERED, AUTHOR));

        assertThat(DmarcPolicy.decide(facts(Optional.of(AUTHOR), new DmarcLookup.Unanswered(), true, NO_SPF)))
                .isEqualTo(unanswered);
        assertThat(decide("p=reject", spf(AuthenticationResult.TEMPERROR, AUTHOR)))
                .isEqualTo(unanswered);
        assertThat(decide("p=reject", NO_SPF, dkim(AuthenticationResult.TEMPERROR, AUTHOR)))
                .isEqualTo(unanswered);
    }

    @Test
    void nobodyAsksAboutMachinesOfOurOwnNetwork() {
        DmarcFacts facts = new DmarcFacts(
                "10.1.2.3", true, Optional.of(AUTHOR), NO_SPF, List.of(), published("p=reject"), Set.of(), true);

        assertThat(DmarcPolicy.decide(facts))
                .isEqualTo(decision(
                        AuthenticationResult.NONE,
                        Disposition.ACCEPT,
                        Finding.of(DmarcRule.PEER_IS_LOCAL, "10.1.2.3")));
    }

    @Test
    void onlyARecordThatSaysSoFirstIsOne() {
        assertThat(DmarcRecord.parse("v=DMARC1; p=reject")).isPresent();
        assertThat(DmarcRecord.parse(" V = DMARC1;p=reject")).isEmpty();
        assertThat(DmarcRecord.parse("p=reject; v=DMARC1")).isEmpty();
        assertThat(DmarcRecord.parse("v=DMARC2; p=reject")).isEmpty();
        assertThat(DmarcRecord.parse("v=")).isEmpty();
        assertThat(DmarcRecord.parse("")).isEmpty();
    }

    @Test
    void aRecordIsReadAsItsTagsSay() {
        assertThat(DmarcRecord.parse("v=DMARC1; p=Quarantine; sp=none; adkim=s; aspf=r; psd=n; rua; p=reject"))
                .contains(new DmarcRecord(
                        DmarcRecord.Wish.QUARANTINE, DmarcRecord.Wish.NONE, true, false, false, Optional.of(false)));
        assertThat(DmarcRecord.parse("v=DMARC1; p=what; psd=y; t=y"))
                .contains(new DmarcRecord(
                        DmarcRecord.Wish.NONE, DmarcRecord.Wish.NONE, false, false, true, Optional.of(true)));
        assertThat(DmarcRecord.parse("v=DMARC1; p=reject").orElseThrow().publicSuffix())
                .isEmpty();
    }

    private static Decision<DmarcVerdict> decide(String record, SpfCheck spf, DkimCheck... signatures) {
        return DmarcPolicy.decide(facts(Optional.of(AUTHOR), published(record), true, spf, signatures));
    }

    private static AuthenticationResult result(String record, SpfCheck spf, DkimCheck... signatures) {
        return decide(record, spf, signatures).verdict().result();
    }

    private static Disposition disposition(String record) {
        return decide(record, NO_SPF).verdict().disposition();
    }

    private static Decision<DmarcVerdict> decision(
            AuthenticationResult result, Disposition disposition, Finding because) {
        return new Decision<>(new DmarcVerdict(result, disposition), List.of(because));
    }

    private static DmarcFacts facts(
            Optional<Domain> author, DmarcLookup lookup, boolean enforced, SpfCheck spf, DkimCheck... signatures) {
        return new DmarcFacts(
                "192.0.2.1", false, author, spf, List.of(signatures), lookup, Set.of(AUTHOR, BELOW), enforced);
    }

    private static DmarcLookup published(String record) {
        return new DmarcLookup.Published(
                DmarcRecord.parse("v=DMARC1; " + record).orElseThrow(), AUTHOR);
    }

    private static SpfCheck spf(AuthenticationResult result, Domain domain) {
        return new SpfCheck(result, Optional.of(domain), false);
    }

    private static DkimCheck dkim(AuthenticationResult result, Domain domain) {
        return new DkimCheck(result, Optional.of(domain), "s1");
    }
}
