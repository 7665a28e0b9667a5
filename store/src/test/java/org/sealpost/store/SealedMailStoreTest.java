package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

class SealedMailStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatCameSealedIsRememberedForTwoYearsAndForThePersonAlone(Engines.Engine engine) {
        try (Database database = engine.open()) {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(BOB.domain());
            editor.addAccount(new Account(BOB, "Bob", "", List.of(), Custody.ORGANISATION, 0, true), "none");
            SealedMailStore store = new SealedMailStore(database);
            store.noting(BOB, "<old@x>", NOW.minus(Duration.ofDays(731))).makeNow();
            store.noting(BOB, "<new@x>", NOW).makeNow();
            store.noting(BOB, "<new@x>", NOW).makeNow();

            assertThat(store.isAmong(BOB, List.of("<none@x>", "<new@x>"))).isTrue();
            assertThat(store.isAmong(BOB, List.of("<old@x>"))).isFalse();
            assertThat(store.isAmong(MailAddress.parse("ann@example.org"), List.of("<new@x>")))
                    .isFalse();

            editor.remove(BOB);

            assertThat(store.isAmong(BOB, List.of("<new@x>"))).isFalse();
        }
    }
}
