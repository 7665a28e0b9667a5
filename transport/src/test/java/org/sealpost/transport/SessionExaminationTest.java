package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.mail.Domain;

class SessionExaminationTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Partner BETA = partner("beta.test");

    private final List<Instant> asked = new ArrayList<>();
    private final SessionExamination examination = new SessionExamination((partner, chain, role, at) -> {
        asked.add(at);
        return Optional.empty();
    });

    @Test
    void manyMessagesOfOneSessionAreExaminedOnceInAMinute() {
        List<byte[]> shown = List.of(new byte[] {1});
        for (int second : List.of(0, 1, 59, 60, 61, 119)) {
            assertThat(examination.examine(BETA, shown, ChainPurpose.TLS_CLIENT, NOON.plusSeconds(second)))
                    .isEmpty();
        }

        assertThat(asked).containsExactly(NOON, NOON.plusSeconds(60));
    }

    @Test
    void anotherHandshakeAnotherPartnerAndAClockThatWentBackAreExaminedAnew() {
        List<byte[]> shown = List.of(new byte[] {1});
        examination.examine(BETA, shown, ChainPurpose.TLS_CLIENT, NOON);
        examination.examine(BETA, List.of(new byte[] {1}), ChainPurpose.TLS_CLIENT, NOON);
        examination.examine(partner("gamma.test"), shown, ChainPurpose.TLS_CLIENT, NOON);
        examination.examine(BETA, shown, ChainPurpose.TLS_CLIENT, NOON);
        examination.examine(BETA, shown, ChainPurpose.TLS_SERVER, NOON);
        examination.examine(BETA, shown, ChainPurpose.TLS_SERVER, NOON.minusSeconds(1));

        assertThat(asked).hasSize(6);
    }

    private static Partner partner(String name) {
        return new Partner(
                name,
                List.of(new Domain(name)),
                List.of(),
                List.of("0".repeat(64)),
                List.of(),
                PartnerTerms.DEFAULT,
                PartnerState.OBSERVE,
                PartnerState.OBSERVE);
    }
}
