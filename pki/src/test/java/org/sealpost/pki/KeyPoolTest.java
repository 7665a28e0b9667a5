package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyPoolTest {
    private static final int ROUNDS = 600;

    @Test
    void keepsTheKindReadyWithWhichItBeganAndEveryKindOfRsaThatWasAskedFor() throws InterruptedException {
        try (KeyPool pool = new KeyPool("EC-P384", 2)) {
            KeyPair first = pool.take("RSA-2048");

            assertThat(KeyPairs.algorithm(first.getPublic())).isEqualTo("RSA-2048");
            await(pool, "RSA-2048");
            await(pool, "EC-P384");
        }
    }

    @Test
    void noKeyIsGivenTwice() {
        try (KeyPool pool = new KeyPool("EC-P256", 4)) {
            Set<String> given = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                assertThat(given.add(KeyPairs.id(pool.take("EC-P256").getPublic())))
                        .isTrue();
            }
        }
    }

    @Test
    void aKindThatIsMadeInAMomentIsNotKept() {
        try (KeyPool pool = new KeyPool("RSA-2048", 1)) {
            assertThat(KeyPairs.algorithm(pool.take("EC-P256").getPublic())).isEqualTo("EC-P256");

            assertThat(pool.size("EC-P256")).isZero();
        }
    }

    private static void await(KeyPool pool, String kind) throws InterruptedException {
        for (int i = 0; i < ROUNDS && pool.size(kind) < 2; i++) {
            Thread.sleep(50);
        }
        assertThat(pool.size(kind)).isEqualTo(2);
    }
}
