package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.app.backup.Opening;
import org.sealpost.app.backup.Since;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OpenPgpWorkshop.Reason;
import org.sealpost.mail.MailAddress;

/** OpenPGP keys of our people come back from backup and journal. */
class OpenPgpRebuildTest {
    private static final MailAddress ANN = TrialHouse.address("ann");
    private static final String ADMIN = "admin test";

    private final Path folder = TrialHouse.newFolder("rebuild-pgp");
    private final Path journal = folder.resolve("journal");
    private final Path bundle = folder.resolve("b.sealpost");
    private final Path rebuilt = folder.resolve("rebuilt");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyComesBackWithBothHalvesAndWhatItSaysOfItself(boolean inBackup) {
        String fingerprint;
        try (House house = TrialHouse.open(folder.resolve("data"), "backup.journal = \"" + journal + "\"")) {
            house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
            house.editor()
                    .addAccount(new Account(ANN, "Ann", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
            OpenPgpServices services = house.certification().openPgp();
            if (!inBackup) {
                house.backups().make(bundle, true);
            }
            fingerprint = services.enrollment().makeNow(ANN, ADMIN).facts().fingerprint();
            if (inBackup) {
                house.backups().make(bundle, true);
            }
            services.keyring()
                    .revoke(services.keys().owned(ANN.key()).getFirst().key(), Reason.SUPERSEDED, ADMIN);
        }

        Rebuild.run(
                bundle,
                Opening.by(TrialHouse.PASSPHRASE.toCharArray()),
                rebuilt,
                Optional.empty(),
                new Since(Optional.of(journal), List.of(), false),
                step -> {});

        try (House house = TrialHouse.reopen(rebuilt)) {
            OpenPgpServices services = house.certification().openPgp();
            assertThat(services.keys().find(ANN)).singleElement().satisfies(key -> {
                assertThat(key.facts().fingerprint()).isEqualTo(fingerprint);
                assertThat(key.facts().status()).isEqualTo(CertificateStatus.REVOKED);
                assertThat(services.keys().withKeyId(key.keyIds().getFirst())).hasSize(1);
            });
            assertThat(services.mails().secrets().decryptionKeys(ANN))
                    .extracting(source -> source.secret().get().fingerprint())
                    .containsExactly(fingerprint);
        }
    }
}
