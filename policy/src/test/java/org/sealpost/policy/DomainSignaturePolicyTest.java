package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DomainSignatureFacts.InDns;

class DomainSignaturePolicyTest {
    private static final Domain OURS = new Domain("example.org");

    @Test
    void theNewestKeyThatOthersFindSigns() {
        assertThat(decide(
                        new DomainSignatureFacts.Key("new", InDns.MISSING),
                        new DomainSignatureFacts.Key("old", InDns.PUBLISHED),
                        new DomainSignatureFacts.Key("oldest", InDns.PUBLISHED)))
                .isEqualTo(Decision.of(
                        new DomainSignatureVerdict.Sign(OURS, "old"),
                        DomainSignatureRule.SIGNED_FOR_DOMAIN,
                        OURS,
                        "old"));
    }

    @Test
    void aNameServerThatDoesNotAnswerIsNoReasonToLeaveMailUnsigned() {
        assertThat(decide(
                        new DomainSignatureFacts.Key("new", InDns.MISSING),
                        new DomainSignatureFacts.Key("old", InDns.UNANSWERED)))
                .isEqualTo(Decision.of(
                        new DomainSignatureVerdict.Sign(OURS, "old"),
                        DomainSignatureRule.SIGNED_FOR_DOMAIN_UNSEEN,
                        OURS,
                        "old"));
        assertThat(decide(
                                new DomainSignatureFacts.Key("new", InDns.UNANSWERED),
                                new DomainSignatureFacts.Key("old", InDns.PUBLISHED))
                        .verdict())
                .as("what is known goes first")
                .isEqualTo(new DomainSignatureVerdict.Sign(OURS, "old"));
    }

    @Test
    void aKeyThatNobodyFindsDoesNotSign() {
        assertThat(decide(new DomainSignatureFacts.Key("new", InDns.MISSING)))
                .isEqualTo(leave(DomainSignatureRule.DOMAIN_KEY_NOT_IN_DNS, OURS));
        assertThat(decide()).isEqualTo(leave(DomainSignatureRule.DOMAIN_KEY_NOT_IN_DNS, OURS));
    }

    @Test
    void onlyMailOfOwnDomainsIsVouchedFor() {
        assertThat(decide(false, Optional.of(OURS), true)).isEqualTo(leave(DomainSignatureRule.DOMAIN_SIGNATURES_OFF));
        assertThat(decide(true, Optional.of(new Domain("partner.example")), false))
                .isEqualTo(leave(DomainSignatureRule.AUTHOR_IN_NO_DOMAIN_OF_OURS));
        assertThat(decide(true, Optional.empty(), false))
                .isEqualTo(leave(DomainSignatureRule.AUTHOR_IN_NO_DOMAIN_OF_OURS));
    }

    private static Decision<DomainSignatureVerdict> decide(DomainSignatureFacts.Key... keys) {
        return DomainSignaturePolicy.decide(new DomainSignatureFacts(true, Optional.of(OURS), true, List.of(keys)));
    }

    private static Decision<DomainSignatureVerdict> decide(boolean wanted, Optional<Domain> author, boolean ours) {
        return DomainSignaturePolicy.decide(new DomainSignatureFacts(
                wanted, author, ours, List.of(new DomainSignatureFacts.Key("one", InDns.PUBLISHED))));
    }

    private static Decision<DomainSignatureVerdict> leave(Rule rule, Object... facts) {
        return Decision.of(new DomainSignatureVerdict.Leave(), rule, facts);
    }
}
