package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
    @Test
    void needsAReason() {
        assertThatThrownBy(() -> new Decision<>("verdict", List.of())).hasMessage("a decision needs a reason");
    }

    @Test
    void soDoesAnAuditEvent() {
        assertThatThrownBy(() ->
                        new AuditEvent(Instant.EPOCH, AuditAction.DECIDE, "actor", "subject", "outcome", List.of()))
                .hasMessage("an audit event needs a reason");
    }

    @Test
    void anAuditEventKeepsItsReasons() {
        List<Finding> because = List.of(Finding.of(AdministrationRule.SET_UP));

        AuditEvent event = new AuditEvent(Instant.EPOCH, AuditAction.DECIDE, "actor", "subject", "outcome", because);

        assertThat(event.because()).isEqualTo(because);
    }

    @Test
    void aRuleThatNobodyKnowsIsNotReadBack() {
        assertThatThrownBy(() -> Rule.named("NO_SUCH_RULE")).hasMessage("no rule is named NO_SUCH_RULE");
    }
}
