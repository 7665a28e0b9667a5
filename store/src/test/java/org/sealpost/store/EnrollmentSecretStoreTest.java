package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.database.Database;

class EnrollmentSecretStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final EnrollmentSecret SECRET = new EnrollmentSecret(
            "router", "ann@example.org", "MailSign", "not to be guessed", NOW.plusSeconds(3600), Optional.empty());

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aSecretIsFoundAgainAndDoesNotLieReadableInTheDatabase(Engines.Engine engine) {
        try (Database database = engine.open()) {
            EnrollmentSecretStore secrets = store(database);

            secrets.putting(SECRET, NOW).makeNow();

            assertThat(secrets.find("router")).contains(SECRET);
            assertThat(secrets.find("another")).isEmpty();
            byte[] sealed = database.read(
                            sql -> sql.one("SELECT sealed FROM enrollment_secret", row -> row.getBytes(1)))
                    .orElseThrow();
            assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("guessed");
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aSecretIsUsedForOneKeyOnly(Engines.Engine engine) {
        try (Database database = engine.open()) {
            EnrollmentSecretStore secrets = store(database);
            secrets.putting(SECRET, NOW).makeNow();

            assertThat(secrets.use("router", "first key")).isTrue();
            assertThat(secrets.use("router", "first key")).isTrue();
            assertThat(secrets.use("router", "second key")).isFalse();
            assertThat(secrets.use("another", "first key")).isFalse();
            assertThat(secrets.find("router").flatMap(EnrollmentSecret::key)).contains("first key");
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void secretsThatEndedAreForgottenWhenTheNextIsMade(Engines.Engine engine) {
        try (Database database = engine.open()) {
            EnrollmentSecretStore secrets = store(database);
            secrets.putting(SECRET, NOW).makeNow();
            EnrollmentSecret next = new EnrollmentSecret(
                    "printer", "bob@example.org", "MailSign", "other", NOW.plusSeconds(9000), Optional.empty());

            secrets.putting(next, NOW.plusSeconds(3601)).makeNow();

            assertThat(secrets.find("router")).isEmpty();
            assertThat(secrets.find("printer")).contains(next);
        }
    }

    private static EnrollmentSecretStore store(Database database) {
        return new EnrollmentSecretStore(database, new KeyVault(KeyVault.newKey()));
    }
}
