package org.sealpost.transport.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protection.FileReading.FileText;
import org.sealpost.testkit.Samples;

/** Archives as people make them, and as nobody makes them who means well. */
class ArchivesTest {
    private static final String CARD = "card 4111 1111 1111 1111";
    private static final byte[] TEXT = CARD.getBytes(StandardCharsets.US_ASCII);
    private static final int PROGRAM_STUB_BYTES = 300;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip -q a.bin a.txt",
                "zip -q -0 a.bin a.txt",
                "zip -q -fd a.bin a.txt",
                "zip -q -fz a.bin a.txt",
                "cat a.txt | zip -q -fz > a.bin",
                "mkdir d && mv a.txt d/ && zip -q -r a.bin d && zip -q -z a.bin < /dev/null",
                "gzip -c a.txt > a.bin",
                "gzip -c a.txt > a.bin && dd if=/dev/zero bs=100 count=1 >> a.bin",
                "tar cf a.bin a.txt",
                "tar --format=pax --pax-option=comment=x -cf a.bin a.txt",
                "tar --format=v7 -cf a.bin a.txt",
                "tar --format=ustar -czf a.bin a.txt",
                "mkdir " + "long/long-long-long-long/name-of-a-folder-which-is-so-long"
                        + " -p; tar czf a.bin long a.txt",
                "N=$(printf 'n%.0s' $(seq 200)); mv a.txt $N; ln -s $N link; tar --format=gnu -cf a.bin link $N",
                "tar czf b.tgz a.txt && zip -q b.zip b.tgz && tar cf a.bin b.zip"
            })
    void whatProgramsPackIsRead(String command) throws Exception {
        FileText found = Packed.read(Packed.by("a.txt", TEXT, "a.bin", List.of("bash", "-c", "set -e; " + command)));

        assertThat(found.text()).contains(CARD);
        assertThat(found.whole()).isTrue();
        assertThat(found.inside()).contains("text/plain");
    }

    @Test
    void anArchiveWithAPasswordIsToldAsSuchAndItsOpenFilesAreRead() throws Exception {
        FileText closed =
                Packed.read(Packed.by("a.txt", TEXT, "a.zip", List.of("zip", "-q", "-P", "x", "a.zip", "a.txt")));
        FileText both = Packed.read(Packed.by(
                "a.txt",
                TEXT,
                "a.zip",
                List.of("bash", "-c", "cp a.txt b.txt; zip -q -P x a.zip a.txt; zip -q a.zip b.txt")));

        assertThat(closed).isEqualTo(new FileText("application/zip", "", false, List.of(AttachedFiles.LOCKED)));
        assertThat(both.text()).contains(CARD);
        assertThat(both.inside()).contains(AttachedFiles.LOCKED, "text/plain");
        assertThat(both.whole()).isFalse();
    }

    @Test
    void archivesInArchivesAreOpenedFourDeepAndNoDeeper() throws IOException {
        byte[] file = TEXT;
        for (int depth = 1; depth <= 6; depth++) {
            file = depth % 2 == 0 ? Packed.gzip(file) : Packed.zip("inner", file);
            FileText found = Packed.read(file);
            assertThat(found.text().contains(CARD)).isEqualTo(depth <= Budget.DEPTH_LIMIT);
            assertThat(found.whole()).isEqualTo(depth <= Budget.DEPTH_LIMIT);
        }
    }

    @Test
    void programsInsideAreToldByTheirBytes() throws IOException {
        FileText found = Packed.read(Packed.zip("holiday.jpg", "MZ\u0090\0\u0003\0\0\0 a program", "a.txt", "x"));

        assertThat(found.type()).isEqualTo("application/zip");
        assertThat(found.inside()).containsExactly("application/x-msdownload", "text/plain");
    }

    @Test
    void anEmptyArchiveIsReadWholly() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ZipOutputStream(bytes).close();

        assertThat(Packed.read(bytes.toByteArray()).whole()).isTrue();
        assertThat(Packed.read(bytes.toByteArray()).type()).isEqualTo("application/zip");
    }

    @Test
    void mailInAnArchiveIsReadWithItsFiles() throws IOException {
        String mail = """
                From: ann@example.org
                To: bob@example.org
                Subject: cards
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                the words
                --b
                Content-Type: application/zip; name=a.zip
                Content-Transfer-Encoding: base64

                %s
                --b--
                """.formatted(Base64.getMimeEncoder().encodeToString(Packed.zip("a.txt", CARD)))
                .replace("\r", "")
                .replace("\n", "\r\n");
        FileText found = Packed.read(Packed.zip("a.eml", mail));

        assertThat(found.text()).contains("the words").contains(CARD);
        assertThat(found.inside()).containsExactly("application/zip", "text/plain", "message/rfc822");
        assertThat(found.whole()).isTrue();
    }

    @Test
    void archivesThatNobodyHereOpensAreToldAsNotRead() throws IOException {
        assertThat(Packed.read("Rar!\u001a\u0007\u0001\0 and more".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(new FileText("application/x-rar-compressed", "", false, List.of()));
    }

    @Test
    void bombsAreGivenUpBeforeTheyCostMuch() throws IOException {
        byte[] zeros = Packed.gzip(new byte[100 * 1024 * 1024]);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(many)) {
            for (int i = 0; i <= Budget.ENTRIES_LIMIT; i++) {
                zip.putNextEntry(new ZipEntry("" + i));
                zip.closeEntry();
            }
        }
        byte[] nested = Packed.zip("0", Packed.zip("1", zeros));

        assertThat(Packed.read(zeros).whole()).isFalse();
        assertThat(Packed.read(nested).whole()).isFalse();
        assertThat(Packed.read(many.toByteArray()).whole()).isFalse();
    }

    @Test
    void whatOneMessageMayUnpackIsCountedOverAllItsFiles() throws IOException {
        byte[] almost = Packed.gzip(new byte[9 * 1024 * 1024]);
        try (AttachedFiles files = new AttachedFiles(DocumentReader.NONE)) {
            assertThat(files.read(new ByteArrayInputStream(almost), 100).whole())
                    .isTrue();
            assertThat(files.read(new ByteArrayInputStream(almost), 100).whole())
                    .isFalse();
        }
    }

    @Test
    void aDirectoryThatTellsOfOtherFilesThanLieThereIsNotBelieved() throws IOException {
        byte[] good = Packed.zip("a.txt", CARD, "b.txt", "harmless");
        byte[] hidden = good.clone();
        int central = indexOf(good, "PK\1\2");
        // The first entry of the directory shows the second file: some programs see one of them twice, others both.
        put(hidden, central + 42, indexOf(good, "PK\3\4", 1));
        byte[] renamed = good.clone();
        renamed[central + 46] = 'c';
        byte[] resized = good.clone();
        put(resized, central + 24, 5);

        assertThat(Packed.read(good).whole()).isTrue();
        assertThat(Packed.read(hidden).whole()).isFalse();
        assertThat(Packed.read(renamed).whole()).isFalse();
        assertThat(Packed.read(resized).whole()).isFalse();
    }

    @Test
    void entriesThatOverlapAreNotBelieved() throws IOException {
        byte[] one = Packed.zip("a.txt", CARD);
        int central = indexOf(one, "PK\1\2");
        int end = indexOf(one, "PK\5\6");
        byte[] entry = Arrays.copyOfRange(one, central, end);
        byte[] tail = Arrays.copyOfRange(one, end, one.length);
        byte[] twice = Packed.join(Arrays.copyOf(one, end), entry, tail);

        assertThat(Packed.read(twice).whole()).isFalse();
    }

    @Test
    void aFileThatLiesAboutItsSizeIsNotBelieved() throws IOException {
        byte[] zip = stored(TEXT, TEXT.length, sum(TEXT));

        assertThat(Packed.read(zip).whole()).isTrue();
        assertThat(Packed.read(zip).text()).contains(CARD);
        assertThat(Packed.read(stored(TEXT, TEXT.length - 5, sum(TEXT))).whole())
                .isFalse();
        assertThat(Packed.read(stored(TEXT, TEXT.length, sum(TEXT) + 1)).whole())
                .isFalse();
        assertThat(Packed.read(stored(TEXT, Integer.MAX_VALUE, sum(TEXT))).whole())
                .isFalse();
    }

    @Test
    void whatBeginsAsSomethingElseAndEndsAsAnArchiveIsToldAsNotRead() throws IOException {
        byte[] zip = Packed.zip("a.txt", CARD);
        byte[] program = new byte[PROGRAM_STUB_BYTES];
        program[0] = 'M';
        program[1] = 'Z';
        byte[] picture = "GIF89a................".getBytes(StandardCharsets.US_ASCII);

        assertThat(Packed.read(Packed.join(program, zip)).whole()).isFalse();
        assertThat(Packed.read(Packed.join(picture, zip)).whole()).isFalse();
        assertThat(Packed.read(Packed.join(picture, zip)).type()).isEqualTo("image/gif");
        assertThat(Packed.read(Packed.join("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), zip))
                        .whole())
                .isFalse();
        assertThat(Packed.read(program).whole()).isTrue();
        assertThat(Packed.read(picture).whole()).isTrue();
    }

    @Test
    void moreBehindAnEndIsToldAsNotRead() throws IOException {
        byte[] zip = Packed.zip("a.txt", "harmless");
        byte[] gzip = Packed.gzip("harmless".getBytes(StandardCharsets.US_ASCII));

        assertThat(Packed.read(Packed.join(zip, zip)).whole()).isFalse();
        assertThat(Packed.read(Packed.join(gzip, zip)).whole()).isFalse();
        assertThat(Packed.read(Packed.join(gzip, Packed.gzip(TEXT))).text()).isEqualTo("harmless" + CARD);
        assertThat(Packed.read(Packed.join(zip, new byte[] {'\r', '\n'})).whole())
                .isTrue();
    }

    @Test
    void aNameInAnyCharsetIsTaken() throws Exception {
        FileText found = Packed.read(Packed.by(
                "a.txt",
                TEXT,
                "a.zip",
                List.of("bash", "-c", "mv a.txt $'gr\\xfc\\xdfe \\xff.txt'; zip -q a.zip *.txt")));

        assertThat(found.text()).contains(CARD);
        assertThat(found.whole()).isTrue();
    }

    @Test
    void noDamageMakesItFailOrPassAsRead() throws Exception {
        List<byte[]> all = List.of(
                Packed.zip("a.txt", CARD, "b/c.txt", CARD),
                Packed.gzip(TEXT),
                Packed.zip("word/document.xml", "<a><p>" + CARD + "</p></a>"),
                Packed.by("a.txt", TEXT, "a.tar", List.of("tar", "cf", "a.tar", "a.txt")),
                ("{\\rtf1 " + CARD + "}").getBytes(StandardCharsets.US_ASCII));
        Samples.forAll(random -> damaged(all.get(random.nextInt(all.size())), new Random(random.nextLong())), file -> {
            try {
                assertThat(Packed.read(file)).isNotNull();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int length = 4; length < all.getFirst().length; length++) {
            assertThat(Packed.read(Arrays.copyOf(all.getFirst(), length)).whole())
                    .isFalse();
        }
        for (int length = 2; length < all.get(1).length; length++) {
            assertThat(Packed.read(Arrays.copyOf(all.get(1), length)).whole()).isFalse();
        }
    }

    private static byte[] damaged(byte[] file, Random random) {
        byte[] damaged = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length) + 1 : file.length);
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private static long sum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** A file that is only stored, with what is told of it. */
    private static byte[] stored(byte[] content, int size, long crc) {
        ByteBuffer told = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        told.putInt((int) crc).putInt(size).putInt(size);
        byte[] name = {'a'};
        byte[] local =
                Packed.join(bytes("PK\3\4\12\0\0\0\0\0\0\0\0\0"), told.array(), bytes("\1\0\0\0"), name, content);
        byte[] central = Packed.join(
                bytes("PK\1\2\12\0\12\0\0\0\0\0\0\0\0\0"),
                told.array(),
                bytes("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
                name);
        ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
        end.put(bytes("PK\5\6\0\0\0\0\1\0\1\0")).putInt(central.length).putInt(local.length);
        return Packed.join(local, central, end.array());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] bytes, String mark) {
        return indexOf(bytes, mark, 0);
    }

    private static int indexOf(byte[] bytes, String mark, int from) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(mark, from);
    }

    private static void put(byte[] bytes, int at, int number) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
    }
}
