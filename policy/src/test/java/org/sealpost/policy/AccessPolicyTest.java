package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sealpost.identity.Custody;
import org.sealpost.mail.Protection;

class AccessPolicyTest {
    @Test
    void opensEncryptedMailForThoseWhoseKeyTheHouseKeeps() {
        var decision = AccessPolicy.decide(new AccessFacts(Custody.ORGANISATION, new Protection.Encrypted()));

        assertThat(decision.verdict()).isEqualTo(AccessVerdict.OPEN);
    }

    @Test
    void leavesMailSealedForThoseWhoKeepTheirKeyThemselves() {
        var decision = AccessPolicy.decide(new AccessFacts(Custody.DEVICE, new Protection.Encrypted()));

        assertThat(decision.verdict()).isEqualTo(AccessVerdict.LEAVE);
    }

    @Test
    void takesOpaqueSignaturesOffOnlyForThoseWhoseKeyTheHouseKeeps() {
        assertThat(AccessPolicy.decideOpaque(Custody.ORGANISATION).verdict()).isEqualTo(AccessVerdict.OPEN);
        assertThat(AccessPolicy.decideOpaque(Custody.DEVICE).verdict()).isEqualTo(AccessVerdict.LEAVE);
    }

    @Test
    void opensForAServerBehindOnlyWhereTheWayThereIsNeverInClear() {
        assertThat(AccessPolicy.decideBehind(Custody.ORGANISATION, true).verdict())
                .isEqualTo(AccessVerdict.OPEN);
        assertThat(AccessPolicy.decideBehind(Custody.ORGANISATION, false))
                .isEqualTo(Decision.of(AccessVerdict.LEAVE, AccessRule.WAY_BEHIND_NOT_PROTECTED));
        assertThat(AccessPolicy.decideBehind(Custody.DEVICE, true).because())
                .containsExactly(Finding.of(AccessRule.CUSTODY_OF_THE_DEVICE));
        assertThat(AccessPolicy.decideBehind(Custody.DEVICE, false).verdict()).isEqualTo(AccessVerdict.LEAVE);
    }

    @Test
    void leavesWhatIsNotEncrypted() {
        var decision = AccessPolicy.decide(new AccessFacts(Custody.ORGANISATION, new Protection.Signed()));

        assertThat(decision.verdict()).isEqualTo(AccessVerdict.LEAVE);
    }
}
