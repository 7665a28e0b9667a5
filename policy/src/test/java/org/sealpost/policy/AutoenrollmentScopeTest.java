package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.Trustee;

class AutoenrollmentScopeTest {
    private static final Switches OFF = new Switches(Optional.of(false), Optional.of(false), Optional.of(false));

    private final EnrollmentCase one = new EnrollmentCase();

    @Test
    void aPolicyOfAUnitAppliesToItsMembersOnlyAndToAllUnitsBelow() {
        one.policies.add(EnrollmentCase.policy("Lawyers", "Legal", Switches.OPEN, "Notary"));

        assertThat(one.scope().templates()).containsOnlyKeys("MailUser");
        in("Legal");
        assertThat(one.scope().templates()).containsOnlyKeys("Notary", "MailUser");
        in("Legal/Notaries");
        assertThat(one.scope().templates()).containsOnlyKeys("Notary", "MailUser");
        in("Legality");
        assertThat(one.scope().templates()).containsOnlyKeys("MailUser");
    }

    @Test
    void theNearestPolicyDecidesASwitch() {
        one.policies.add(EnrollmentCase.policy("Quiet", "Legal", OFF));
        in("Legal");

        assertThat(one.scope().isOff()).isTrue();
        assertThat(one.scope().because()).first().asString().contains("policy Quiet");
    }

    @Test
    void whatIsEnforcedAboveCannotBeOverruled() {
        one.policies.set(0, EnrollmentCase.enforced(one.policies.getFirst()));
        one.policies.add(EnrollmentCase.policy("Quiet", "Legal", OFF));
        in("Legal");

        assertThat(one.scope().enroll()).isTrue();
    }

    @Test
    void aUnitThatBlocksTakesNothingFromAboveButWhatIsEnforced() {
        one.blocked.add("example.org/legal");
        one.policies.add(EnrollmentCase.policy("Lawyers", "Legal", Switches.OPEN, "Notary"));
        in("Legal/Notaries");

        assertThat(one.scope().templates()).containsOnlyKeys("Notary");
        assertThat(one.scope().enroll()).isFalse();

        one.policies.set(0, EnrollmentCase.enforced(one.policies.getFirst()));
        assertThat(one.scope().templates()).containsOnlyKeys("Notary", "MailUser");
    }

    @Test
    void aPolicyMayApplyToSomeOnly() {
        PolicyObject all = one.policies.getFirst();
        one.policies.set(
                0,
                new PolicyObject(
                        all.name(),
                        all.domain(),
                        all.unit(),
                        false,
                        all.switches(),
                        all.templates(),
                        List.of(Trustee.parse("group board@example.org"))));

        assertThat(one.scope().templates()).isEmpty();
        one.enrollee = Optional.of(EnrollmentCase.anna(List.of(EnrollmentCase.ANNA), "", Set.of("board@example.org")));
        assertThat(one.scope().templates()).containsOnlyKeys("MailUser");
    }

    private void in(String unit) {
        one.enrollee = Optional.of(EnrollmentCase.anna(List.of(EnrollmentCase.ANNA), unit, Set.of()));
    }

    @Test
    void aScopeIsOffOnlyIfAllThreeSwitchesAre() {
        assertThat(scope(false, false, false).isOff()).isTrue();
        assertThat(scope(true, false, false).isOff()).isFalse();
        assertThat(scope(false, true, false).isOff()).isFalse();
        assertThat(scope(false, false, true).isOff()).isFalse();
    }

    private static AutoenrollmentScope scope(boolean enroll, boolean renew, boolean update) {
        return new AutoenrollmentScope(enroll, renew, update, java.util.Map.of(), List.of());
    }
}
