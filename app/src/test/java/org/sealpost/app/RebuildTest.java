package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.backup.Since;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Content;
import org.sealpost.pki.IssuedCertificates.Intent;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.Templates;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;
import org.sealpost.store.Pem;
import org.sealpost.testkit.Postgres;

/** A house that was lost comes back from its backup: the same authority, nothing revoked forgotten, nothing invented. */
class RebuildTest {
    private static final String ISSUING = "issuing";

    private final Path folder = TrialHouse.newFolder("rebuild");
    private final Path data = folder.resolve("data");
    private final Path journal = folder.resolve("journal");
    private final Path bundle = folder.resolve("b.sealpost");
    private final Path rebuilt = folder.resolve("rebuilt");

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void whatWasIssuedAndRevokedAfterTheBackupComesBackFromTheJournal(String engine) {
        String store = engine.equals("SQLite") ? "" : "store.url = \"" + Postgres.newDatabase() + "\"";
        List<Issued> before;
        List<Issued> after;
        long crlBefore;
        try (House house = house(store)) {
            before = TrialHouse.issue(house, "before", 12);
            house.backups().make(bundle, true);
            after = TrialHouse.issue(house, "after", 50);
            for (Issued revoked : tenOf(before, after)) {
                house.revoke(revoked.certificate(), RevocationReason.KEY_COMPROMISE, "admin test");
            }
            crlBefore = house.keeping()
                    .certificates()
                    .latestCrl(ISSUING)
                    .orElseThrow()
                    .number();
        }
        Path configuration =
                configuration(engine.equals("SQLite") ? "" : "store.url = \"" + Postgres.newDatabase() + "\"");

        Rebuild.Report report = Rebuild.run(
                bundle,
                opening(),
                rebuilt,
                Optional.of(configuration),
                new Since(Optional.of(journal), List.of(), false),
                step -> {});

        assertThat(report.gap().recovered()).isEqualTo(numbers(after));
        assertThat(report.gap().revoked()).isEqualTo(numbers(tenOf(before, after)));
        assertThat(report.gap().lost()).isEmpty();
        try (House house = TrialHouse.reopen(rebuilt)) {
            var book = house.keeping().certificates();
            assertThat(book.latestCrl(ISSUING).orElseThrow().number()).isGreaterThan(crlBefore);
            assertThat(book.revoked(List.of(ISSUING), Instant.now()).stream()
                            .map(one -> ISSUING + " " + one.serial().toString(16)))
                    .containsExactlyInAnyOrderElementsOf(numbers(tenOf(before, after)));
            assertThat(keysOpen(house, before)).isTrue();
            assertThat(keysOpen(house, after)).isTrue();
            List<Issued> next = TrialHouse.issue(house, "next", 20);
            Set<String> all = new HashSet<>(numbers(before));
            all.addAll(numbers(after));
            assertThat(numbers(next)).doesNotContainAnyElementsOf(all).hasSize(20);
            assertThat(house.auditLog().verify().fault()).isEmpty();
        }
    }

    private static List<Issued> tenOf(List<Issued> before, List<Issued> after) {
        List<Issued> ten = new ArrayList<>(before.subList(0, 4));
        ten.addAll(after.subList(0, 6));
        return ten;
    }

    private static boolean keysOpen(House house, List<Issued> issued) {
        return issued.stream()
                .allMatch(one -> house.keeping().keys().find(one.keyId()).isPresent());
    }

    @Test
    void withoutAJournalWhatIsPresentedIsFoundAndRevokedAndWhatWasRevokedStaysSo() {
        List<Issued> before;
        List<Issued> after;
        try (House house = house()) {
            before = TrialHouse.issue(house, "before", 3);
            house.revoke(before.getFirst().certificate(), RevocationReason.CESSATION_OF_OPERATION, "admin test");
            house.backups().make(bundle, true);
            after = TrialHouse.issue(house, "after", 3);
        }

        Rebuild.Report report = Rebuild.run(
                bundle,
                opening(),
                rebuilt,
                Optional.empty(),
                new Since(
                        Optional.empty(),
                        List.of(
                                Pem.certificate(before.get(1).certificate().der()),
                                Pem.certificate(after.getFirst().certificate().der())),
                        true),
                step -> {});

        assertThat(report.gap().lost())
                .singleElement()
                .satisfies(lost ->
                        assertThat(lost.serial()).isEqualTo(after.getFirst().serial()));
        try (House house = TrialHouse.reopen(rebuilt)) {
            assertThat(house.keeping().certificates().revoked(List.of(ISSUING), Instant.now()))
                    .extracting(one -> one.serial())
                    .containsExactlyInAnyOrder(
                            before.getFirst().serial(), after.getFirst().serial());
            assertThat(house.keeping()
                            .certificates()
                            .standing(ISSUING, after.getFirst().serial()))
                    .hasValueSatisfying(
                            standing -> assertThat(standing.revocation()).isPresent());
        }
    }

    @Test
    void anIntentWithoutItsCertificateIsInTheGap() {
        try (House house = house()) {
            house.backups().make(bundle, true);
            house.keeping()
                    .certificates()
                    .intend(new Intent(
                            new BigInteger("1234abcd", 16), ISSUING, "CN=nobody", "MailSign", "00", Instant.now()));
        }

        Rebuild.Report report = Rebuild.run(
                bundle,
                opening(),
                rebuilt,
                Optional.empty(),
                new Since(Optional.of(journal), List.of(), true),
                step -> {});

        assertThat(report.gap().lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.serial().toString(16)).isEqualTo("1234abcd"));
    }

    /** Sent long ago, or sent now by somebody who has only the oldest certificate. */
    @Test
    void mailToACertificateThatWasRenewedThreeTimesOpensAfterTheRestore() throws IOException {
        byte[] message = "Subject: old\r\n\r\nstill readable\r\n".getBytes(StandardCharsets.US_ASCII);
        Smime smime = new Smime(folder, question -> {
            throw new IllegalStateException("nothing is verified here");
        });
        Content sealed;
        try (House house = house()) {
            CertificateTemplate template = Templates.MAIL_ENCRYPT.withKey("EC-P256");
            Issued oldest = TrialHouse.issue(house, template, "ann", 1).getFirst();
            sealed = smime.encrypt(Content.of(message), List.of(oldest.certificate()), EncryptionFormat.AUTHENTICATED);
            for (int renewal = 0; renewal < 3; renewal++) {
                TrialHouse.issue(house, template, "ann", 1);
            }
            house.backups().make(bundle, true);
        }

        restore();

        try (House house = TrialHouse.reopen(rebuilt)) {
            List<DecryptionKey> keys = house.keeping().keys().decryptionKeys(TrialHouse.address("ann0"));
            assertThat(keys).hasSize(4);
            assertThat(smime.open(sealed, keys)).isInstanceOfSatisfying(Opening.Opened.class, opened -> {
                try (InputStream in = opened.content().open()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                            .contains("still readable");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void aBackupWithoutMailLeavesOutWhatIsInTheFoldersAndNothingElse() {
        try (House house = house()) {
            TrialHouse.issue(house, "kept", 1);
            house.backups().make(bundle, false);
        }

        Rebuild.run(bundle, opening(), rebuilt, Optional.empty(), Since.NOTHING, step -> {});

        try (House house = TrialHouse.reopen(rebuilt)) {
            assertThat(house.keeping()
                            .certificates()
                            .held(TrialHouse.address("kept0").key()))
                    .hasSize(1);
        }
    }

    @Test
    void nothingIsWrittenOverAFolderThatIsNotEmpty() throws IOException {
        backup();
        Files.createDirectories(rebuilt);
        Files.writeString(rebuilt.resolve("theirs"), "theirs");

        assertThatThrownBy(this::restore).isInstanceOf(BackupFailure.class).hasMessageContaining("is not empty");
        assertThat(rebuilt).isDirectoryContaining("glob:**theirs");
    }

    @Test
    void aWrongPassphraseIsToldAndNothingIsMade() {
        backup();

        assertThatThrownBy(() -> Rebuild.run(
                        bundle,
                        org.sealpost.app.backup.Opening.by("wrong passphrase".toCharArray()),
                        rebuilt,
                        Optional.empty(),
                        Since.NOTHING,
                        step -> {}))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining("the passphrase is wrong");
        assertThat(rebuilt).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9, 0.999})
    void aBundleThatWasCutOffIsRefused(double part) throws IOException {
        backup();
        try (RandomAccessFile file = new RandomAccessFile(bundle.toFile(), "rw")) {
            file.setLength((long) (file.length() * part));
        }

        assertThatThrownBy(this::restore).isInstanceOf(BackupFailure.class).hasMessageContaining("is not used");
        assertThat(rebuilt).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.001, 0.01, 0.3, 0.7, 0.99999})
    void aBundleThatWasChangedIsRefused(double place) throws IOException {
        backup();
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[(int) ((bytes.length - 1) * place)] ^= 1;
        Files.write(bundle, bytes);

        assertThatThrownBy(this::restore).isInstanceOf(BackupFailure.class).hasMessageContaining("is not used");
        assertThat(rebuilt).doesNotExist();
    }

    @Test
    void aFolderInWhichARestoreWasCutOffStartsNoServerAndTakesTheNextRestore() throws IOException {
        backup();
        Files.createDirectories(rebuilt);
        Files.writeString(rebuilt.resolve(Keeping.UNFINISHED), "");
        Files.writeString(rebuilt.resolve("sealpost.toml"), "domain = \"example.org\"");
        Files.writeString(rebuilt.resolve(Keeping.DATABASE), "half");

        assertThatThrownBy(() -> TrialHouse.reopen(rebuilt)).hasMessageContaining("was cut off; do it again");
        restore();

        try (House house = TrialHouse.reopen(rebuilt)) {
            assertThat(house.auditLog().verify().fault()).isEmpty();
        }
    }

    @Test
    void withoutAPassphraseNoBackupIsMade() {
        try (House house = TrialHouse.open(data)) {
            assertThatThrownBy(() -> house.backups().make(bundle, true))
                    .isInstanceOf(BackupFailure.class)
                    .hasMessageContaining("sealpost backup passphrase");
        }
        assertThat(bundle).doesNotExist();
    }

    @Test
    void aDrillProvesThatTheHouseCanBeRebuiltAndLeavesNothing() {
        try (House house = house()) {
            TrialHouse.issue(house, "ann", 2);

            Drill.Report report = house.drill().run();

            assertThat(report.failure()).isEmpty();
            assertThat(report.good()).anySatisfy(step -> assertThat(step).startsWith("the CRL of issuing goes"));
            assertThat(data.resolve("drill")).doesNotExist();
            assertThat(house.backups().history(1).getFirst().good()).isTrue();
        }
    }

    @Test
    void aDrillTellsOfAKeyThatIsMissing() {
        try (House house = house()) {
            house.keeping().database().write(sql -> {
                sql.update("DELETE FROM key_lid WHERE key_id IN"
                        + " (SELECT key_id FROM private_key WHERE owner = 'authority issuing')");
                return sql.update("DELETE FROM private_key WHERE owner = 'authority issuing'");
            });

            Drill.Report report = house.drill().run();

            assertThat(report.failure())
                    .hasValueSatisfying(words -> assertThat(words).contains("half an authority"));
            assertThat(house.backups().history(1).getFirst().good()).isFalse();
        }
    }

    private House house(String... more) {
        String[] lines = Stream.concat(Arrays.stream(more), Stream.of("backup.journal = \"" + journal + "\""))
                .toArray(String[]::new);
        House house = TrialHouse.open(data, lines);
        house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
        return house;
    }

    private void backup() {
        try (House house = house()) {
            house.backups().make(bundle, true);
        }
    }

    private void restore() {
        Rebuild.run(bundle, opening(), rebuilt, Optional.empty(), Since.NOTHING, step -> {});
    }

    private Path configuration(String line) {
        try {
            return Files.writeString(
                    folder.resolve("other.toml"), "domain = \"example.org\"\nhost = \"localhost\"\n" + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.sealpost.app.backup.Opening opening() {
        return org.sealpost.app.backup.Opening.by(TrialHouse.PASSPHRASE.toCharArray());
    }

    private static Set<String> numbers(List<Issued> issued) {
        return issued.stream()
                .map(one -> one.issuer() + " " + one.serial().toString(16))
                .collect(Collectors.toSet());
    }
}
