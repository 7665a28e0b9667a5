package org.sealpost.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenFileTest {
    private static final int LIMIT_BYTES = 4;

    @TempDir
    private Path folder;

    @Test
    void aFileIsReadWholeUpToItsLimit() throws IOException {
        Path file = Files.write(folder.resolve("four"), new byte[] {1, 2, 3, 4});

        assertThat(GivenFile.bytes(file, LIMIT_BYTES)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aLongerFileIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("five"), new byte[5]);

        assertThatThrownBy(() -> GivenFile.bytes(file, LIMIT_BYTES))
                .isInstanceOf(Mistake.class)
                .hasMessageContaining("has more than 4 bytes");
    }

    @Test
    void aMissingFileAFolderAndADeviceAreCalledByTheirNames() {
        assertThatThrownBy(() -> GivenFile.bytes(folder.resolve("none"), LIMIT_BYTES))
                .hasMessage("there is no file " + folder.resolve("none"));
        assertThatThrownBy(() -> GivenFile.bytes(folder, LIMIT_BYTES)).hasMessageContaining("not a file but a folder");
        assertThatThrownBy(() -> GivenFile.bytes(Path.of("/dev/zero"), LIMIT_BYTES))
                .hasMessageContaining("or a device");
    }
}
