package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Role;

class AdministrationPolicyTest {
    @Test
    void theOwnerMayDoEverything() {
        for (Duty duty : Duty.values()) {
            assertThat(rule(true, Set.of(), duty)).isEqualTo(AdministrationRule.OWNER_OF_THE_HOUSE);
        }
    }

    @Test
    void everyRoleMayLook() {
        for (Role role : Role.values()) {
            assertThat(rule(false, Set.of(role), Duty.SEE)).isEqualTo(AdministrationRule.ROLE_ALLOWS);
        }
    }

    @Test
    void aRoleDoesItsOwnDutyAndNoOther() {
        assertThat(rule(false, Set.of(Role.CA_ADMINISTRATOR), Duty.CERTIFICATION))
                .isEqualTo(AdministrationRule.ROLE_ALLOWS);
        assertThat(rule(false, Set.of(Role.MAIL_ADMINISTRATOR), Duty.CERTIFICATION))
                .isEqualTo(AdministrationRule.ROLE_MISSING);
        assertThat(rule(false, Set.of(Role.RECOVERY_AGENT), Duty.RECOVERY)).isEqualTo(AdministrationRule.ROLE_ALLOWS);
        assertThat(rule(false, Set.of(Role.AUDITOR), Duty.AUDIT)).isEqualTo(AdministrationRule.ROLE_ALLOWS);
        assertThat(rule(false, Set.of(Role.MAIL_ADMINISTRATOR), Duty.MAIL)).isEqualTo(AdministrationRule.ROLE_ALLOWS);
    }

    @Test
    void theRefusalSaysWhichRoleItNeeds() {
        assertThat(decide(false, Set.of(Role.VIEWER), Duty.CERTIFICATION)
                        .because()
                        .getFirst()
                        .facts())
                .containsExactly("ann", "template set", "ca-administrator");
        assertThat(decide(false, Set.of(Role.values()), Duty.OWN)
                        .because()
                        .getFirst()
                        .facts())
                .contains("owner of the server");
    }

    private static Rule rule(boolean owner, Set<Role> roles, Duty duty) {
        return decide(owner, roles, duty).because().getFirst().rule();
    }

    private static Decision<AdministrationVerdict> decide(boolean owner, Set<Role> roles, Duty duty) {
        return AdministrationPolicy.decide(new AdministrationFacts("ann", owner, roles, "template set", duty));
    }
}
