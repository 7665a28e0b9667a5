package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.store.BackupBook.Kind;

/** Backups and drills by a clock that a test moves: over years for certificates, over days for what is due. */
class DrillTest {
    private static final MailAddress ANN = TrialHouse.address("ann");

    private final Path folder = TrialHouse.newFolder("drill");
    private final Path backups = folder.resolve("backups");
    private Instant now = Instant.now();

    @Test
    void aDrillOpensMailToACertificateThatWasRenewedThreeTimesAndEndedAndCertifiesSomebodyNew() {
        now = now.minus(Duration.ofDays(2_100));
        try (House house = house()) {
            join(house);
            for (int renewal = 0; renewal < 3; renewal++) {
                now = now.plus(Duration.ofDays(690));
                house.enroll(ANN);
            }
            List<CertificateFacts> held = encryption(house);
            assertThat(held).hasSize(4);
            assertThat(held.getLast().notAfter()).isBefore(now);

            Drill.Report report = house.drill().run();

            assertThat(report.failure()).isEmpty();
            assertThat(report.good())
                    .contains("mail to the oldest certificate opens for 1 people; the first of them ended on "
                            + held.getLast().notAfter())
                    .anySatisfy(words -> assertThat(words)
                            .startsWith("somebody new has")
                            .endsWith("certificates, and mail to them opens"));
            assertThat(house.directory().accounts())
                    .extracting(Account::address)
                    .containsExactly(ANN);
        }
    }

    @Test
    void aDrillTellsOfAnOldKeyThatDoesNotOpen() {
        now = now.minus(Duration.ofDays(700));
        try (House house = house()) {
            join(house);
            now = now.plus(Duration.ofDays(690));
            house.enroll(ANN);
            Issued oldest = house.certification().history(ANN.key()).getLast();
            house.keeping()
                    .database()
                    .<Integer>write(sql -> sql.update(
                            "UPDATE private_key SET sealed = ? WHERE key_id = ?", new byte[64], oldest.keyId()));

            assertThat(house.drill().run().failure()).isPresent();
            assertThat(house.backups().last(Kind.DRILL, true)).isEmpty();
        }
    }

    @Test
    void aDrillTellsWhySomebodyNewWouldHaveNoCertificate() {
        try (House house = house()) {
            CeremonyKey kit = CeremonyKey.forRecovery("alone", now, now.plus(Duration.ofDays(100)));
            house.recovery().escrow().add(new AgentsLock.Agent("alone", "any name", kit.certificate()), "test");

            Drill.Report report = house.drill().run();

            assertThat(report.failure()).isEmpty();
            assertThat(report.good())
                    .anySatisfy(
                            words -> assertThat(words)
                                    .startsWith(
                                            "somebody new gets no certificate by itself: The certificates of 1 of the 1 recovery"));
        }
    }

    @Test
    void backupsAndDrillsAreMadeWhenTheClockSaysSoAndTheOldestGo() {
        try (House house = house()) {
            Routine.backUpWhenDue(house);
            assertThat(files()).hasSize(1);
            assertThat(house.backups().last(Kind.DRILL, true)).isPresent();

            pass(house, Duration.ofHours(23));
            assertThat(files()).as("nothing is due yet").hasSize(1);

            pass(house, Duration.ofHours(1));
            assertThat(files()).hasSize(2);
            assertThat(runs(house, Kind.DRILL)).as("a week has not passed").isEqualTo(1);

            List<String> before = files();
            pass(house, Duration.ofDays(6));
            assertThat(files()).hasSize(2).doesNotContain(before.getFirst());
            assertThat(runs(house, Kind.DRILL)).isEqualTo(2);
            assertThat(runs(house, Kind.BACKUP)).isEqualTo(3);
        }
    }

    @Test
    void aBackupThatFailedIsTriedAgainWithTheNextRound() throws IOException {
        try (House house = house()) {
            Files.writeString(backups, "a file where the folder should be");
            assertThatThrownBy(() -> Routine.backUpWhenDue(house)).hasMessageContaining("cannot be kept");

            Files.delete(backups);
            pass(house, Duration.ofMinutes(10));

            assertThat(files()).hasSize(1);
        }
    }

    private void pass(House house, Duration time) {
        now = now.plus(time);
        Routine.backUpWhenDue(house);
    }

    private static long runs(House house, Kind kind) {
        return house.backups().history(100).stream()
                .filter(run -> run.kind() == kind && run.good())
                .count();
    }

    private List<String> files() {
        try (Stream<Path> found = Files.list(backups)) {
            return found.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(House house) {
        house.editor().addAccount(new Account(ANN, "Ann", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
        house.enroll(ANN);
    }

    /** Newest first. */
    private static List<CertificateFacts> encryption(House house) {
        return house.certification().history(ANN.key()).stream()
                .map(issued -> issued.certificate().facts())
                .filter(facts -> facts.uses().contains(CertificateUse.ENCRYPT))
                .toList();
    }

    private House house() {
        Path data = folder.resolve("data");
        try {
            Files.createDirectories(data);
            Files.writeString(data.resolve(ConfigurationFile.NAME), """
                    domain = "example.org"
                    host = "localhost"
                    [backup]
                    folder = "%s"
                    every_hours = 24
                    keep = 2
                    drill_days = 7
                    """.formatted(backups));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        House house = House.open(ConfigurationFile.read(data), false, clock);
        house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
        return house;
    }
}
