package org.sealpost.protection.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.protection.VaultFailure;
import org.sealpost.testkit.TestFolders;

/** A journal gives back what was written, and tells when something was taken out of it. */
class SealedLogTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();

    private final Path file = file();
    private PassphraseLock.Opener opener = closed -> new byte[0];
    private final List<Integer> ends = new ArrayList<>();

    @Test
    void givesBackAllRecordsInTheirOrder() throws IOException {
        write(5);

        assertThat(read()).containsExactly("record 0", "record 1", "record 2", "record 3", "record 4");
    }

    @Test
    void leavesOutALastRecordThatWasCutOff() throws IOException {
        write(3);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));

        List<String> records = new ArrayList<>();
        boolean cutOff = SealedLog.read(
                file, header -> header.open(PASSPHRASE), one -> records.add(new String(one, StandardCharsets.UTF_8)));

        assertThat(cutOff).isTrue();
        assertThat(records).containsExactly("record 0", "record 1");
    }

    @Test
    void findsThatARecordInTheMiddleWasTakenOut() throws IOException {
        write(4);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer without = ByteBuffer.allocate(bytes.length - (ends.get(2) - ends.get(1)));
        without.put(bytes, 0, ends.get(1)).put(bytes, ends.get(2), bytes.length - ends.get(2));
        Files.write(file, without.array());

        assertThatThrownBy(this::read).isInstanceOf(VaultFailure.class).hasMessageContaining("changed or left out");
    }

    @Test
    void findsEveryChangedOctetOfARecord() throws IOException {
        write(2);
        byte[] bytes = Files.readAllBytes(file);
        for (int at = ends.getFirst() + Long.BYTES + Integer.BYTES; at < ends.get(1); at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);

            assertThatThrownBy(this::read).isInstanceOf(VaultFailure.class);
        }
    }

    private void write(int records) throws IOException {
        PassphraseLock lock = PassphraseLock.make(PASSPHRASE);
        BundleHeader.Keyed keyed = BundleHeader.make("journal", Instant.EPOCH, Optional.of(lock), 0, List.of());
        opener = lock.opener(PASSPHRASE);
        try (SealedLog log = SealedLog.create(file, keyed)) {
            ends.add((int) Files.size(file));
            for (int i = 0; i < records; i++) {
                log.append(("record " + i).getBytes(StandardCharsets.UTF_8));
                ends.add((int) Files.size(file));
            }
        }
    }

    private List<String> read() throws IOException {
        List<String> records = new ArrayList<>();
        assertThat(SealedLog.read(
                        file,
                        header -> header.open(opener),
                        one -> records.add(new String(one, StandardCharsets.UTF_8))))
                .isFalse();
        return records;
    }

    private static Path file() {
        try {
            return TestFolders.make("log").resolve("a.journal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
