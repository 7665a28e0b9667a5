package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.ScramSha256;
import org.sealpost.store.database.Database;

class PasswordStoreTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    private static final MailAddress NOBODY = MailAddress.parse("nobody@example.org");
    private static final char[] PASSWORD = "correct horse".toCharArray();

    private final KeyVault vault = new KeyVault(KeyVault.newKey());

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aPasswordCanBeProvedFromTheMomentItIsSet(Engines.Engine engine) {
        try (Database database = engine.open()) {
            PasswordStore passwords = passwords(database, vault);
            DirectoryEditor editor = editor(database, passwords.hash(PASSWORD));

            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isTrue();
            assertThat(isOf(passwords.verifier(ANNA), PASSWORD)).isTrue();
            assertThat(passwords.check(ANN, PASSWORD)).isTrue();

            char[] other = "battery staple".toCharArray();
            editor.changePassword(ANN, passwords.hash(other));

            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isFalse();
            assertThat(isOf(passwords.verifier(ANN), other)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aPasswordFromBeforeGetsItsVerifierWhenItIsNextGiven(Engines.Engine engine) {
        try (Database database = engine.open()) {
            PasswordStore passwords = passwords(database, vault);
            editor(database, Argon2id.hash(PASSWORD));
            Optional<String> version = passwords.version(ANN);
            assertThat(passwords.verifier(ANN).text())
                    .isEqualTo(passwords.madeUp(ANN.key()).text());

            assertThat(passwords.check(ANNA, "wrong".toCharArray())).isFalse();
            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isFalse();
            assertThat(passwords.check(ANNA, PASSWORD)).isTrue();

            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isTrue();
            assertThat(passwords.version(ANN)).as("sessions go on").isEqualTo(version);
            assertThat(passwords.check(ANN, PASSWORD)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aVerifierUnderAnotherKeyIsMadeAnew(Engines.Engine engine) {
        try (Database database = engine.open()) {
            editor(
                    database,
                    passwords(database, new KeyVault(KeyVault.newKey())).hash(PASSWORD));
            PasswordStore passwords = passwords(database, vault);
            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isFalse();

            assertThat(passwords.check(ANN, PASSWORD)).isTrue();

            assertThat(isOf(passwords.verifier(ANN), PASSWORD)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoHasNoPasswordHereCannotBeToldFromWhoIsNotThere(Engines.Engine engine) {
        try (Database database = engine.open()) {
            PasswordStore passwords = passwords(database, vault);
            DirectoryEditor editor = editor(database, "!");

            ScramVerifier nobody = passwords.verifier(NOBODY);

            assertThat(passwords.verifier(NOBODY).text()).isEqualTo(nobody.text());
            assertThat(passwords.verifier(ANN).text()).isNotEqualTo(nobody.text());
            assertThat(passwords.verifier(ANN).iterations()).isEqualTo(nobody.iterations());
            assertThat(passwords(database, vault).verifier(NOBODY).text())
                    .as("after a restart")
                    .isEqualTo(nobody.text());
            assertThat(passwords.check(ANN, "!".toCharArray())).isFalse();
            editor.changePassword(ANN, passwords.hash("bell\u0007".toCharArray()));
            assertThat(passwords.check(ANN, "bell\u0007".toCharArray())).isTrue();
            assertThat(passwords.verifier(ANN).text())
                    .isEqualTo(passwords.madeUp(ANN.key()).text());
        }
    }

    private static PasswordStore passwords(Database database, KeyVault vault) {
        return new PasswordStore(database, new DirectoryStore(database), vault, Clock.systemUTC());
    }

    private static DirectoryEditor editor(Database database, String kept) {
        DirectoryEditor editor = new DirectoryEditor(database);
        editor.addDomain(new Domain("example.org"));
        editor.addAccount(new Account(ANN, "Ann", "", List.of(ANNA), Custody.ORGANISATION, 0, true), kept);
        return editor;
    }

    private static boolean isOf(ScramVerifier verifier, char[] password) {
        byte[] exchange = "any".getBytes(StandardCharsets.US_ASCII);
        ScramVerifier again = ScramSha256.verifier(password, verifier.salt(), verifier.iterations())
                .orElseThrow();
        return java.util.Arrays.equals(again.signature(exchange), verifier.signature(exchange));
    }
}
