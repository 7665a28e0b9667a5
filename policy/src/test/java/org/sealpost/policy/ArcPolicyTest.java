package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.ArcCheck.Seal;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Domain;
import org.sealpost.mail.SpfCheck;
import org.sealpost.policy.DmarcVerdict.Disposition;

class ArcPolicyTest {
    private static final Domain AUTHOR = new Domain("partner.example");
    private static final Domain LIST = new Domain("lists.example");
    private static final Domain STRANGER = new Domain("stranger.example");
    private static final Seal WITNESS = new Seal(LIST, Optional.of(AUTHOR));
    private static final Seal SILENT = new Seal(LIST, Optional.empty());

    @Test
    void aTrustedSealerWhoSawTheProofVouches() {
        assertThat(decide(WITNESS))
                .isEqualTo(Decision.of(ArcVerdict.VOUCHED, ArcRule.ARC_SEALER_VOUCHES, LIST, AUTHOR));
        assertThat(decide(WITNESS, SILENT).verdict())
                .as("sealed on by one who is trusted")
                .isEqualTo(ArcVerdict.VOUCHED);
        assertThat(decide(new Seal(STRANGER, Optional.empty()), WITNESS).verdict())
                .as("a stranger before the witness")
                .isEqualTo(ArcVerdict.VOUCHED);
    }

    @Test
    void whatAStrangerHadInHandsCountsNoMore() {
        assertThat(decide(new Seal(STRANGER, Optional.of(AUTHOR))))
                .isEqualTo(Decision.of(ArcVerdict.NOTHING, ArcRule.ARC_SEALER_IS_A_STRANGER, STRANGER));
        assertThat(decide(WITNESS, new Seal(STRANGER, Optional.of(AUTHOR))).verdict())
                .isEqualTo(ArcVerdict.NOTHING);
        assertThat(decide(WITNESS, new Seal(STRANGER, Optional.empty()), SILENT))
                .as("a stranger between two who are trusted")
                .isEqualTo(Decision.of(ArcVerdict.NOTHING, ArcRule.ARC_SEALER_SAYS_NOTHING, LIST));
    }

    @Test
    void theWitnessMustHaveSeenThisVeryAuthor() {
        assertThat(decide(new Seal(LIST, Optional.of(STRANGER))).verdict()).isEqualTo(ArcVerdict.NOTHING);
        assertThat(decide(SILENT).verdict()).isEqualTo(ArcVerdict.NOTHING);
        assertThat(ArcPolicy.decide(new ArcFacts(
                                new ArcCheck(AuthenticationResult.PASS, List.of(SILENT), ""),
                                Optional.empty(),
                                Set.of(LIST)))
                        .orElseThrow()
                        .verdict())
                .as("no author at all")
                .isEqualTo(ArcVerdict.NOTHING);
    }

    @Test
    void aChainThatIsNotProvedSaysNothing() {
        assertThat(ArcPolicy.decide(facts(AuthenticationResult.NONE))).isEmpty();
        Stream.of(
                        AuthenticationResult.FAIL,
                        AuthenticationResult.SOFTFAIL,
                        AuthenticationResult.NEUTRAL,
                        AuthenticationResult.POLICY,
                        AuthenticationResult.PERMERROR)
                .forEach(result -> assertThat(ArcPolicy.decide(facts(result, WITNESS)))
                        .contains(Decision.of(ArcVerdict.NOTHING, ArcRule.ARC_CHAIN_BROKEN, "a fault")));
    }

    @Test
    void aDnsThatDoesNotAnswerCostsOnlyThoseNothingWhoAreAllTrusted() {
        assertThat(verdict(facts(AuthenticationResult.TEMPERROR, WITNESS))).isEqualTo(ArcVerdict.UNANSWERED);
        assertThat(verdict(facts(AuthenticationResult.TEMPERROR, new Seal(STRANGER, Optional.of(AUTHOR)), WITNESS)))
                .isEqualTo(ArcVerdict.NOTHING);
        assertThat(verdict(facts(AuthenticationResult.TEMPERROR))).isEqualTo(ArcVerdict.NOTHING);
    }

    @Test
    void onlyMailThatWouldFailIsJudgedByWhoPassedItOn() {
        assertThat(dmarc("p=reject", AuthenticationResult.FAIL, AuthenticationResult.PASS, WITNESS))
                .isEqualTo(new DmarcVerdict(AuthenticationResult.FAIL, Disposition.ACCEPT));
        assertThat(dmarc("p=reject", AuthenticationResult.FAIL, AuthenticationResult.PASS, SILENT))
                .isEqualTo(new DmarcVerdict(AuthenticationResult.FAIL, Disposition.REFUSE));
        assertThat(dmarc("p=quarantine", AuthenticationResult.FAIL, AuthenticationResult.TEMPERROR, WITNESS))
                .isEqualTo(new DmarcVerdict(AuthenticationResult.TEMPERROR, Disposition.ACCEPT));
        assertThat(dmarc("p=reject", AuthenticationResult.PASS, AuthenticationResult.FAIL, WITNESS))
                .isEqualTo(new DmarcVerdict(AuthenticationResult.PASS, Disposition.ACCEPT));
    }

    @Test
    void mailOfOthersIsSealedOnlyIfWhatWasBeforeIsWhole() {
        assertThat(seal(List.of("spf=pass"), 0)).isEqualTo(sealed());
        assertThat(seal(List.of("spf=pass", "arc=pass (seals: 2, the last of x)"), 2))
                .isEqualTo(sealed());
        assertThat(seal(List.of(), 0)).isEqualTo(left(ArcRule.ARC_NOT_EXAMINED));
        assertThat(seal(List.of("auth=pass"), 1)).isEqualTo(left(ArcRule.ARC_NOT_EXAMINED));
        assertThat(seal(List.of("arc=fail"), 1)).isEqualTo(left(ArcRule.ARC_NOT_CONTINUED));
        assertThat(seal(List.of("arc=temperror"), 1)).isEqualTo(left(ArcRule.ARC_NOT_CONTINUED));
        assertThat(seal(List.of("arc=pass"), 0)).as("somebody took it off").isEqualTo(left(ArcRule.ARC_NOT_CONTINUED));
        assertThat(seal(List.of("arc=pass"), 49)).isEqualTo(sealed());
        assertThat(seal(List.of("arc=pass"), 50)).isEqualTo(left(ArcRule.ARC_CHAIN_FULL, 50));
    }

    @Test
    void aSealWhoseKeyNobodyFindsWouldBreakTheChain() {
        AuthenticationResults arrival = new AuthenticationResults(List.of("spf=pass"), false);
        List<DomainSignatureFacts.Key> keys = List.of(
                new DomainSignatureFacts.Key("new", DomainSignatureFacts.InDns.UNANSWERED),
                new DomainSignatureFacts.Key("old", DomainSignatureFacts.InDns.MISSING));

        assertThat(ArcSealPolicy.decide(new ArcSealFacts(true, arrival, 0, LIST, keys)))
                .isEqualTo(left(DomainSignatureRule.DOMAIN_KEY_NOT_IN_DNS, LIST));
        assertThat(ArcSealPolicy.decide(new ArcSealFacts(false, arrival, 0, LIST, keys)))
                .isEqualTo(left(DomainSignatureRule.DOMAIN_SIGNATURES_OFF));
    }

    private static Decision<DomainSignatureVerdict> seal(List<String> results, int seals) {
        return ArcSealPolicy.decide(new ArcSealFacts(
                true,
                new AuthenticationResults(results, false),
                seals,
                LIST,
                List.of(new DomainSignatureFacts.Key("k1", DomainSignatureFacts.InDns.PUBLISHED))));
    }

    private static Decision<DomainSignatureVerdict> sealed() {
        return Decision.of(new DomainSignatureVerdict.Sign(LIST, "k1"), ArcRule.ARC_SEALED, LIST, "k1");
    }

    private static Decision<DomainSignatureVerdict> left(Rule rule, Object... facts) {
        return Decision.of(new DomainSignatureVerdict.Leave(), rule, facts);
    }

    private static DmarcVerdict dmarc(String wish, AuthenticationResult spf, AuthenticationResult arc, Seal... seals) {
        return DmarcPolicy.decide(new DmarcFacts(
                        "192.0.2.1",
                        false,
                        Optional.of(AUTHOR),
                        new SpfCheck(spf, Optional.of(AUTHOR), false),
                        List.of(),
                        new DmarcLookup.Published(
                                DmarcRecord.parse("v=DMARC1; " + wish).orElseThrow(), AUTHOR),
                        Set.of(AUTHOR),
                        facts(arc, seals),
                        true))
                .verdict();
    }

    private static Decision<ArcVerdict> decide(Seal... seals) {
        return ArcPolicy.decide(facts(AuthenticationResult.PASS, seals)).orElseThrow();
    }

    private static ArcVerdict verdict(ArcFacts facts) {
        return ArcPolicy.decide(facts).orElseThrow().verdict();
    }

    private static ArcFacts facts(AuthenticationResult result, Seal... seals) {
        return new ArcFacts(new ArcCheck(result, List.of(seals), "a fault"), Optional.of(AUTHOR), Set.of(LIST));
    }
}
