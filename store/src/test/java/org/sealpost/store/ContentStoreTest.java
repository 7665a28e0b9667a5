package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;

class ContentStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final byte[] KEY = new byte[32];
    private static final int[] SIZES = {0, 1, 65_535, 65_536, 65_537, 200_000, 3_000_000};

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void givesBackEveryByteOfAnySize(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));

            for (int size : SIZES) {
                byte[] bytes = random(size);
                Content stored = store.get(store.put(Content.of(bytes)));

                assertThat(stored.sizeBytes()).isEqualTo(size);
                assertThat(stored.bytes(size)).isEqualTo(bytes);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void skipsToAnyPlace(Engines.Engine engine) throws IOException {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            for (int size : SIZES) {
                byte[] bytes = random(size);
                Content stored = store.get(store.put(Content.of(bytes)));
                for (int first : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 199_999, 3_000_000, 4_000_000}) {
                    try (InputStream in = stored.open()) {
                        int read = in.readNBytes(Math.min(3, size)).length;
                        long skipped = in.skip(first);

                        assertThat(skipped).isEqualTo(Math.min(first, size - read));
                        assertThat(in.readNBytes(70_000))
                                .isEqualTo(Arrays.copyOfRange(
                                        bytes, read + (int) skipped, (int) Math.min(size, read + skipped + 70_000)));
                    }
                }
                try (InputStream in = stored.open()) {
                    in.readAllBytes();
                    assertThat(in.skip(10)).isZero();
                    assertThat(in.read()).isEqualTo(-1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aNoteIsOpenedOnlyAsWhatItIs(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            byte[] note = "a subject".getBytes(StandardCharsets.US_ASCII);
            byte[] sealed = store.sealNote(7, note);
            byte[] altered = sealed.clone();
            altered[altered.length - 1] ^= 1;

            assertThat(store.openNote(7, sealed)).isEqualTo(note);
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("subject");
            assertThat(store.sealNote(7, note)).isNotEqualTo(sealed);
            assertThatThrownBy(() -> store.openNote(8, sealed)).isInstanceOf(MailFailure.class);
            assertThatThrownBy(() -> store.openNote(7, altered)).isInstanceOf(MailFailure.class);
            assertThatThrownBy(() -> store.openNote(7, new byte[3])).isInstanceOf(MailFailure.class);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsContentThatIsPutInsideATransaction(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            byte[] bytes = random(300_000);
            ContentStore.Ready ready = store.ready(Content.of(bytes), ContentStore.SMALL_BYTES);
            long id = database.write(sql -> store.place(sql, ready));
            ContentStore later = new ContentStore(database, KEY, at(NOW.plus(Duration.ofDays(2))));

            assertThat(later.removeForgotten()).isZero();
            assertThat(later.get(id).bytes(300_000)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void removesWhatACrashLeftWithoutReference(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            long forgotten = store.put(Content.of(random(200_000)));
            ContentStore later = new ContentStore(database, KEY, at(NOW.plus(Duration.ofDays(2))));

            assertThat(later.removeForgotten()).isEqualTo(1);
            assertThatThrownBy(() -> later.get(forgotten)).isInstanceOf(MailFailure.class);
            assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM content_chunk")))
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesContentThatWasAlteredOrSwapped(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            long one = store.put(Content.of(random(100)));
            long other = store.put(Content.of(random(100)));
            database.write(sql -> sql.update(
                    "UPDATE content SET head = (SELECT head FROM content WHERE id = ?) WHERE id = ?", other, one));

            assertThatThrownBy(() -> store.get(one)).hasMessageContaining("altered");
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void leavesNoReadableWordInTheDatabase(Engines.Engine engine) {
        try (Database database = engine.open()) {
            ContentStore store = new ContentStore(database, KEY, at(NOW));
            store.put(Content.of("Subject: canary\r\n\r\ncanary phrase".getBytes(StandardCharsets.US_ASCII)));

            byte[] head = database.read(sql ->
                    sql.one("SELECT head FROM content", row -> row.getBytes(1)).orElseThrow());
            assertThat(new String(head, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
        }
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
