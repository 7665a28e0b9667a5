package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.testkit.Samples;

class KeyVaultTest {
    private static final byte[] SECRET = "the private key".getBytes(StandardCharsets.US_ASCII);
    private static final Optional<char[]> WORDS = Optional.of("open sesame".toCharArray());

    private final KeyVault vault = new KeyVault(KeyVault.newKey());

    @TempDir
    private Path folder = Path.of("");

    @Test
    void opensWhatItSealedUnderTheSamePurposeAndLabelOnly() {
        byte[] sealed = vault.seal("mail-keys", "k1 encrypt 1", SECRET);

        assertThat(vault.open("mail-keys", "k1 encrypt 1", sealed)).isEqualTo(SECRET);
        assertThatThrownBy(() -> vault.open("mail-keys", "k2 encrypt 1", sealed))
                .isInstanceOf(VaultFailure.class);
        assertThatThrownBy(() -> vault.open("authority-keys", "k1 encrypt 1", sealed))
                .isInstanceOf(VaultFailure.class);
        assertThatThrownBy(() -> new KeyVault(KeyVault.newKey()).open("mail-keys", "k1 encrypt 1", sealed))
                .isInstanceOf(VaultFailure.class);
    }

    @Test
    void noticesEveryChangedByte() {
        byte[] sealed = vault.seal("mail-keys", "k", SECRET);

        Samples.forAll(random -> random.nextInt(sealed.length * 8), bit -> {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> vault.open("mail-keys", "k", changed)).isInstanceOf(VaultFailure.class);
        });
    }

    @Test
    void purposeKeysAreStableAndDifferent() {
        assertThat(vault.purposeKey("content")).hasSize(32).isEqualTo(vault.purposeKey("content"));
        assertThat(vault.purposeKey("content")).isNotEqualTo(vault.purposeKey("spool"));
    }

    @Test
    void theRootKeyFileIsForItsOwnerOnlyAndNeverOverwritten() throws IOException {
        Path file = folder.resolve("keys/root.key");
        byte[] sealed = RootKeyFile.create(file, Optional.empty()).seal("mail-keys", "k", SECRET);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(RootKeyFile.open(file, Optional.empty()).open("mail-keys", "k", sealed))
                .isEqualTo(SECRET);
        assertThatThrownBy(() -> RootKeyFile.create(file, Optional.empty())).hasMessageContaining("already");
    }

    @Test
    void refusesARootKeyThatIsMissingOrOpenToOthers() throws IOException {
        Path file = folder.resolve("root.key");
        assertThatThrownBy(() -> RootKeyFile.open(file, Optional.empty()))
                .hasMessageContaining("restore it from the backup");

        RootKeyFile.create(file, Optional.empty());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> RootKeyFile.open(file, Optional.empty())).hasMessageContaining("chmod 600");
    }

    @Test
    void aPassphraseClosesTheRootKey() throws IOException {
        Path file = folder.resolve("root.key");
        byte[] sealed = RootKeyFile.create(file, WORDS).seal("mail-keys", "k", SECRET);

        assertThat(RootKeyFile.open(file, WORDS).open("mail-keys", "k", sealed)).isEqualTo(SECRET);
        assertThatThrownBy(() -> RootKeyFile.open(file, Optional.empty())).hasMessageContaining("passphrase");
        assertThatThrownBy(() -> RootKeyFile.open(file, Optional.of("open barley".toCharArray())))
                .hasMessageContaining("passphrase does not open");
    }
}
