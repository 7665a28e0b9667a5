package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.Spool;
import org.sealpost.testkit.Samples;

class ContentSpoolTest {
    @TempDir
    private Path folder;

    @Test
    void givesBackEveryByteWhereverItLies() throws IOException {
        ContentSpool spool = new ContentSpool(folder, 1 << 20, 1 << 30);

        Samples.forAll(random -> random.ints(random.nextInt(1, 12), 1, 120_000).toArray(), sizes -> {
            try (Spool.Incoming incoming = spool.begin()) {
                byte next = 0;
                int total = 0;
                for (int size : sizes) {
                    byte[] piece = new byte[size + 7];
                    for (int i = 0; i < size; i++) {
                        piece[i + 3] = next++;
                    }
                    incoming.write(piece, 3, size);
                    total += size;
                }
                check(incoming, total);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        assertThat(spool.sizeBytes()).isZero();
    }

    private static void check(Spool.Incoming incoming, int total) throws IOException {
        assertThat(incoming.sizeBytes()).isEqualTo(total);
        assertThat(incoming.content().sizeBytes()).isEqualTo(total);
        try (InputStream in = incoming.content().open()) {
            byte[] all = in.readAllBytes();
            assertThat(all).hasSize(total);
            for (int i = 0; i < total; i++) {
                if (all[i] != (byte) i) {
                    throw new AssertionError("byte " + i + " is " + all[i]);
                }
            }
        }
    }

    @Test
    void leavesNoNameInTheFolder() throws IOException {
        ContentSpool spool = new ContentSpool(folder, 0, 1 << 30);

        try (Spool.Incoming incoming = spool.begin()) {
            incoming.write(new byte[1000], 0, 1000);

            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void refusesMoreThanItsLimitAndHasRoomAgainLater() throws IOException {
        ContentSpool spool = new ContentSpool(folder, 1 << 20, 1000);

        try (Spool.Incoming incoming = spool.begin()) {
            assertThatThrownBy(() -> incoming.write(new byte[1001], 0, 1001))
                    .isInstanceOf(MailFailure.class)
                    .hasMessageContaining("spool is full");
        }
        try (Spool.Incoming incoming = spool.begin()) {
            incoming.write(new byte[1000], 0, 1000);

            assertThat(spool.sizeBytes()).isEqualTo(1000);
        }
    }
}
