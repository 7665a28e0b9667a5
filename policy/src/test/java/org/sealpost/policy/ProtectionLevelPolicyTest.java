package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.policy.ProtectionLevelFacts.Link;

class ProtectionLevelPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "TLS, LEVEL_SESSION, 2",
        "TLS+TLS, LEVEL_SESSION, 2",
        "INSIDE, LEVEL_SESSION, 2",
        "TLS+TUNNEL, LEVEL_NETWORK, 1",
        "TLS+TLS_IF_OFFERED, LEVEL_SESSION_IF_OFFERED, 0",
        "TUNNEL+UNKNOWN, LEVEL_UNKNOWN, 0",
        "'', LEVEL_UNKNOWN, 0",
        "TLS+CLEAR+UNKNOWN, LEVEL_NONE, 0"
    })
    void theWeakestConnectionCounts(String links, LevelRule rule, int number) {
        List<Link> all = Arrays.stream(links.split("\\+", -1))
                .filter(one -> !one.isEmpty())
                .map(Link::valueOf)
                .toList();

        Decision<ProtectionLevel> decision = ProtectionLevelPolicy.decide(new ProtectionLevelFacts(false, all));

        assertThat(decision.because()).containsExactly(Finding.of(rule));
        assertThat(decision.verdict().number()).isEqualTo(number);
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void anEncryptedMessageIsProtectedOverAnyConnection(Link link) {
        assertThat(ProtectionLevelPolicy.decide(new ProtectionLevelFacts(true, List.of(link)))
                        .verdict()
                        .number())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(value = LevelRule.class, names = "LEVEL_MESSAGE", mode = EnumSource.Mode.EXCLUDE)
    void nothingBelowTheHighestLevelIsCalledAnEncryptedMessage(LevelRule rule) {
        assertThat(Explanation.sentence(Finding.of(rule), Locale.ENGLISH))
                .contains("the message itself is not")
                .doesNotContainIgnoringCase("encrypted message");
        assertThat(Explanation.sentence(Finding.of(rule), Locale.GERMAN))
                .contains("die Nachricht selbst ist es")
                .doesNotContainIgnoringCase("verschlüsselte Nachricht");
    }

    @Test
    void aPlanTellsWhetherTheMessageWillBeEncrypted() {
        assertThat(planned(new ProtectionVerdict.PassThrough(), ProtectionRule.ALREADY_ENCRYPTED))
                .isTrue();
        assertThat(planned(new ProtectionVerdict.PassThrough(), ProtectionRule.CAME_FROM_OUTSIDE))
                .isFalse();
        assertThat(planned(new ProtectionVerdict.Refuse(), ProtectionRule.ALREADY_ENCRYPTED))
                .isFalse();
        assertThat(planned(
                        new ProtectionVerdict.Seal(Optional.empty(), Optional.empty()),
                        ProtectionRule.SENDER_HAS_CERTIFICATE))
                .isFalse();
        assertThat(planned(
                        new ProtectionVerdict.SealOpenPgp(Optional.empty(), Optional.empty(), Optional.empty()),
                        ProtectionRule.SENDER_HAS_CERTIFICATE))
                .isFalse();
    }

    private static boolean planned(ProtectionVerdict verdict, ProtectionRule rule) {
        return ProtectionLevelFacts.planned(Decision.of(verdict, rule), List.of(Link.TLS))
                .messageEncrypted();
    }

    @Test
    void theWayToUsIsTakenFromWhatWasWrittenDown() {
        assertThat(ProtectionLevelFacts.arrival(
                        List.of(Finding.of(ConnectionRule.CAME_ENCRYPTED, "TLSv1.3 TLS_AES_256_GCM_SHA384"))))
                .containsExactly(Link.TLS);
        assertThat(ProtectionLevelFacts.arrival(List.of(Finding.of(ConnectorRule.CAME_THROUGH_TUNNEL, "a", "b", "c"))))
                .containsExactly(Link.TUNNEL);
        assertThat(ProtectionLevelFacts.arrival(List.of(Finding.of(ConnectionRule.CAME_IN_CLEAR))))
                .containsExactly(Link.CLEAR);
        assertThat(ProtectionLevelFacts.arrival(List.of())).isEmpty();
    }
}
