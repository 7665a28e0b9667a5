package org.sealpost.protocols.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.protection.FileReading.FileText;
import org.sealpost.testkit.Samples;
import org.sealpost.transport.files.AttachedFiles;
import org.sealpost.transport.files.DocumentReader;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Files that people attach, read by the processes that are there for it. */
class ReaderProcessesTest {
    private static final String CARD = Written.CARD;
    private static final int TEXT_LIMIT = 1_000_000;
    private static final ReaderProcesses READER = new ReaderProcesses(ReaderProcesses.Terms.STANDARD);
    private static final Duration LONG = Duration.ofSeconds(60);

    @AfterAll
    static void end() {
        READER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "letter.pdf,application/pdf",
        "letter.doc,application/msword",
        "letter.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "letter.odt,application/vnd.oasis.opendocument.text",
        "letter.rtf,application/rtf",
        "sheet.xls,application/vnd.ms-excel",
        "sheet.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "slides.ppt.gz,application/vnd.ms-powerpoint",
        "slides.pptx,application/vnd.openxmlformats-officedocument.presentationml.presentation"
    })
    void whatOfficeProgramsWriteIsRead(String name, String type) throws IOException {
        FileText found = read(Written.sample(name));

        assertThat(found.text()).contains(CARD).contains("Kranich");
        assertThat(found.type()).isEqualTo(type);
        assertThat(found.whole()).isTrue();
    }

    @Test
    void numbersInSheetsAreReadWithAllTheirDigits() throws IOException {
        assertThat(read(Written.sample("sheet.xls")).text()).contains("4111111111111111");
    }

    @Test
    void formsNotesAndFilesInPdfAreRead() throws IOException {
        FileText file = read(Written.pdfWithFile(Written.zip("a.txt", CARD.getBytes(StandardCharsets.US_ASCII))));

        assertThat(read(Written.pdfWithField(CARD)).text()).contains(CARD);
        assertThat(read(Written.pdfWithNote(CARD)).text()).contains(CARD);
        assertThat(file.text()).contains(CARD);
        assertThat(file.inside()).containsExactly("text/plain", "application/zip");
        assertThat(file.whole()).isTrue();
    }

    @Test
    void aPdfThatIsLockedAgainstChangesOnlyIsRead() throws IOException {
        FileText found = read(Written.pdfForPrinting(CARD));

        assertThat(found.text()).contains(CARD);
        assertThat(found.whole()).isTrue();
    }

    @Test
    void whatHasAPasswordIsToldAsSuch() throws IOException {
        ByteArrayOutputStream office = new ByteArrayOutputStream();
        try (POIFSFileSystem files = new POIFSFileSystem()) {
            files.createDocument(new ByteArrayInputStream(new byte[5_000]), "EncryptedPackage");
            files.writeFilesystem(office);
        }
        for (byte[] file :
                List.of(Written.sample("locked.pdf"), office.toByteArray(), sevenZip("secret".toCharArray()))) {
            FileText found = read(file);
            assertThat(found.inside()).contains(AttachedFiles.LOCKED);
            assertThat(found.whole()).isFalse();
            assertThat(found.text()).doesNotContain(CARD);
        }
    }

    @Test
    void aPageThatIsAPictureHasNoTextAndIsNoFailure() throws IOException {
        FileText found = read(Written.pdf((document, page) -> {}));

        assertThat(found.text()).isBlank();
        assertThat(found.whole()).isTrue();
    }

    @Test
    void documentsInArchivesInArchivesAreRead() throws IOException {
        byte[] zip = Written.zip("letter.pdf", Written.sample("letter.pdf"));
        FileText found = read(Written.gzip(tar(zip)));

        assertThat(found.text()).contains(CARD);
        assertThat(found.inside()).containsExactly("application/pdf", "application/zip", "application/x-tar");
        assertThat(found.whole()).isTrue();
    }

    @Test
    void rareArchivesAreRead() throws IOException {
        byte[] letter = Written.sample("letter.doc");
        ByteArrayOutputStream bzip = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip)) {
            out.write(tar(letter));
        }
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
            out.write(letter);
        }
        for (byte[] file : List.of(sevenZip(null), bzip.toByteArray(), xz.toByteArray())) {
            FileText found = read(file);
            assertThat(found.text()).contains(CARD);
            assertThat(found.inside()).contains("application/msword");
            assertThat(found.whole()).isTrue();
        }
    }

    @Test
    void aBombCostsOneProcessAndNoMore() throws IOException {
        try (ReaderProcesses reader =
                new ReaderProcesses(new ReaderProcesses.Terms(1, Duration.ofSeconds(2), LONG, LONG, LONG))) {
            assertThat(read(reader, Written.pdfBomb(600)).whole()).isFalse();
            assertThat(read(reader, Written.sample("letter.pdf")).text()).contains(CARD);
        }
    }

    @Test
    void noDamageStopsTheReadingOfOtherFiles() throws IOException {
        List<byte[]> samples = List.of(
                Written.sample("letter.pdf"),
                Written.sample("letter.doc"),
                Written.sample("sheet.xls"),
                Written.sample("slides.ppt.gz"),
                Written.pdfForPrinting(CARD),
                sevenZip(null));
        Samples.forAll(
                random -> damaged(samples.get(random.nextInt(samples.size())), new Random(random.nextLong())), file -> {
                    try {
                        assertThat(read(file)).isNotNull();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        byte[] letter = samples.getFirst();
        for (int eighth = 1; eighth < 8; eighth++) {
            assertThat(read(Arrays.copyOf(letter, letter.length * eighth / 8)).whole())
                    .isFalse();
        }
        assertThat(read(letter).whole()).isTrue();
    }

    @Test
    void aProcessThatIsKilledInTheMiddleMakesItsFileUnreadAndOnlyThat() throws IOException {
        try (ReaderProcesses reader = new ReaderProcesses(ReaderProcesses.Terms.STANDARD)) {
            assertThat(read(reader, Written.sample("letter.pdf")).whole()).isTrue();
            ProcessHandle process = ProcessHandle.of(reader.idle().getFirst()).orElseThrow();
            byte[] random = new byte[300_000];
            new Random(1).nextBytes(random);
            InputStream killing = new FilterInputStream(new ByteArrayInputStream(Written.pdfWithFile(random))) {
                private int left = 200_000;

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int count = super.read(into, offset, Math.min(length, 1_000));
                    left -= count;
                    if (left < 0) {
                        process.destroyForcibly();
                        process.onExit().join();
                    }
                    return count;
                }
            };
            try (AttachedFiles files = new AttachedFiles(reader)) {
                assertThat(files.read(killing, TEXT_LIMIT).whole()).isFalse();
            }
            assertThat(read(reader, Written.sample("letter.pdf")).whole()).isTrue();
        }
    }

    @Test
    void aFileThatTakesTooLongIsUnread() throws IOException {
        try (ReaderProcesses reader = new ReaderProcesses(
                new ReaderProcesses.Terms(1, Duration.ofMillis(1), Duration.ofSeconds(20), LONG, LONG))) {
            assertThat(read(reader, Written.sample("letter.pdf")).whole()).isFalse();
        }
    }

    @Test
    void aMessageHasOnlyItsTime() throws IOException {
        try (ReaderProcesses reader =
                new ReaderProcesses(new ReaderProcesses.Terms(1, LONG, Duration.ofNanos(1), LONG, LONG))) {
            assertThat(read(reader, Written.sample("letter.pdf")).whole()).isFalse();
        }
    }

    @Test
    void whoeverWaitsInVainForATurnCountsAsUnread() throws IOException {
        try (ReaderProcesses reader =
                new ReaderProcesses(new ReaderProcesses.Terms(1, LONG, LONG, Duration.ofMillis(1), LONG))) {
            try (DocumentReader.Session first = reader.open()) {
                assertThat(first.read(new ByteArrayInputStream(Written.pdf(CARD)), TEXT_LIMIT)
                                .text())
                        .contains(CARD);
                assertThat(read(reader, Written.pdf(CARD)).whole()).isFalse();
            }
            assertThat(read(reader, Written.pdf(CARD)).whole()).isTrue();
        }
    }

    @Test
    void nothingIsStartedBeforeThereIsADocument() throws IOException {
        try (ReaderProcesses reader = new ReaderProcesses(ReaderProcesses.Terms.STANDARD)) {
            assertThat(read(reader, Written.zip("a.txt", CARD.getBytes(StandardCharsets.US_ASCII)))
                            .text())
                    .contains(CARD);
            assertThat(reader.idle()).isEmpty();
        }
    }

    @Test
    void aProcessWithoutWorkEnds() throws Exception {
        try (ReaderProcesses reader =
                new ReaderProcesses(new ReaderProcesses.Terms(1, LONG, LONG, LONG, Duration.ofMillis(200)))) {
            read(reader, Written.pdf(CARD));
            for (long pid : reader.idle()) {
                ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
            }
            assertThat(read(reader, Written.pdf(CARD)).whole()).isTrue();
        }
    }

    @Test
    void aProcessMayWriteNoFileAndKnowsNothing() throws IOException {
        try (ReaderProcesses reader = new ReaderProcesses(ReaderProcesses.Terms.STANDARD)) {
            read(reader, Written.pdf(CARD));
            Path process = Path.of("/proc", Long.toString(reader.idle().getFirst()));

            assertThat(Files.readString(process.resolve("limits")))
                    .containsPattern("Max file size +0 +0 ")
                    .containsPattern("Max core file size +0 +0 ");
            assertThat(Files.readString(process.resolve("environ")).split("\0", -1))
                    .filteredOn(line -> !line.isEmpty())
                    .allMatch(line -> line.matches("(PATH|LANG|MALLOC_ARENA_MAX)=.*"));
        }
    }

    @Test
    void aProcessEndsWithItsServer() throws Exception {
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.sealpost.protocols.files.reader.Main",
                        "60000")
                .start();
        reader.getOutputStream().close();

        assertThat(reader.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.exitValue()).isZero();
    }

    @Test
    void aFileThatCannotBeHadSpoilsNothing() throws IOException {
        try (DocumentReader.Session session = READER.open()) {
            InputStream broken = new FilterInputStream(new ByteArrayInputStream(Written.pdf(CARD))) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    throw new IOException("it is damaged");
                }
            };
            assertThat(catchThrowable(() -> session.read(broken, TEXT_LIMIT)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("it is damaged");
            assertThat(session.read(new ByteArrayInputStream(Written.pdf(CARD)), TEXT_LIMIT)
                            .text())
                    .contains(CARD);
            assertThat(session.read(new ByteArrayInputStream(new byte[40 * 1024 * 1024]), TEXT_LIMIT)
                            .whole())
                    .isFalse();
        }
    }

    private static FileText read(byte[] file) throws IOException {
        return read(READER, file);
    }

    private static FileText read(DocumentReader reader, byte[] file) throws IOException {
        try (AttachedFiles files = new AttachedFiles(reader)) {
            return files.read(new ByteArrayInputStream(file), TEXT_LIMIT);
        }
    }

    private static byte[] damaged(byte[] file, Random random) {
        byte[] damaged = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length) + 1 : file.length);
        for (int i = random.nextInt(20); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private static byte[] tar(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("file.bin");
            entry.setSize(file.length);
            tar.putArchiveEntry(entry);
            tar.write(file);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] sevenZip(char @Nullable [] password) throws IOException {
        SeekableInMemoryByteChannel bytes = new SeekableInMemoryByteChannel();
        byte[] letter = Written.sample("letter.doc");
        try (SevenZOutputFile archive = new SevenZOutputFile(bytes, password)) {
            SevenZArchiveEntry entry = new SevenZArchiveEntry();
            entry.setName("letter.doc");
            archive.putArchiveEntry(entry);
            archive.write(letter);
            archive.closeArchiveEntry();
            archive.finish();
        }
        return Arrays.copyOf(bytes.array(), (int) bytes.size());
    }
}
