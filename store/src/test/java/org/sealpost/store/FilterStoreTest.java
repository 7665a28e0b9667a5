package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.FilterScripts.Settings;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

class FilterStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final MailAddress BOB = MailAddress.parse("Bob@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void eachChangeIsAVersionAndTheNewestCounts(Engines.Engine engine) {
        try (Database database = engine.open()) {
            FilterStore store = new FilterStore(database);
            for (int i = 1; i <= 22; i++) {
                store.putting(BOB, script("work", "keep; # " + i)).makeNow();
            }
            store.putting(BOB, script("away", "stop;")).makeNow();

            assertThat(store.list(MailAddress.parse("bob@EXAMPLE.org")))
                    .extracting(Stored::name, Stored::version)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("away", 1),
                            org.assertj.core.groups.Tuple.tuple("work", 22));
            assertThat(store.find(BOB, "work").orElseThrow().text()).isEqualTo("keep; # 22");
            assertThat(store.history(BOB, "work")).hasSize(20);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theActiveOneKeepsItsPlaceThroughARenamingAndLosesItByRemoval(Engines.Engine engine) {
        try (Database database = engine.open()) {
            FilterStore store = new FilterStore(database);
            assertThat(store.settings(BOB)).isEqualTo(Settings.DEFAULT);
            store.putting(BOB, script("work", "keep;")).makeNow();
            store.setting(BOB, new Settings(Optional.of("work"), false)).makeNow();
            store.renaming(BOB, "work", "job").makeNow();

            assertThat(store.active(BOB)).map(Stored::name).contains("job");

            store.removing(BOB, "job").makeNow();

            assertThat(store.settings(BOB)).isEqualTo(new Settings(Optional.empty(), false));
            assertThat(store.list(BOB)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoWasAnsweredIsRememberedForEachAnswer(Engines.Engine engine) {
        try (Database database = engine.open()) {
            FilterStore store = new FilterStore(database);
            store.answering(BOB, PAT, "away", NOW.minusSeconds(60)).makeNow();
            store.answering(BOB, PAT, "away", NOW).makeNow();

            assertThat(store.isAnswered(BOB, PAT, "away", NOW)).isTrue();
            assertThat(store.isAnswered(BOB, PAT, "away", NOW.plusSeconds(1))).isFalse();
            assertThat(store.isAnswered(BOB, PAT, "ill", NOW)).isFalse();
        }
    }

    /** Who gets the address later must not get the filters of the one before. */
    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void filtersGoWithThePerson(Engines.Engine engine) {
        try (Database database = engine.open()) {
            DirectoryEditor editor = new DirectoryEditor(database);
            editor.addDomain(BOB.domain());
            editor.addAccount(new Account(BOB, "Bob", "", List.of(), Custody.ORGANISATION, 0, true), "none");
            FilterStore store = new FilterStore(database);
            store.putting(BOB, script("work", "keep;")).makeNow();
            store.setting(BOB, new Settings(Optional.of("work"), false)).makeNow();
            store.answering(BOB, PAT, "away", NOW).makeNow();

            editor.remove(BOB);

            assertThat(store.list(BOB)).isEmpty();
            assertThat(store.settings(BOB)).isEqualTo(Settings.DEFAULT);
            assertThat(store.isAnswered(BOB, PAT, "away", NOW)).isFalse();
        }
    }

    private static Stored script(String name, String text) {
        return new Stored(name, 0, text, NOW, "bob@example.org");
    }
}
