package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** What is written in attached documents, as rules of a real server find it. */
class DocumentsInMailTest {
    private static final String CANARY = "cranefly-40417";
    private static final Demo DEMO = Demo.start();

    static {
        // Whoever writes PDF here would keep a list of the machine's fonts at home.
        System.setProperty(
                "pdfbox.fontcache", Path.of("target").toAbsolutePath().toString());
    }

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    @Test
    void aCardNumberInAPdfInAnArchiveIsFoundBeforeTheMessageIsAccepted() throws IOException {
        DEMO.done("rule", "add", "cards", "detect=card-number", "inspect=refuse", "tell=No card numbers by mail.");
        Path harmless = file("harmless.zip", zip(pdf("nothing of interest")));
        Path cards = file("cards.zip", zip(pdf("4111 1111 1111 1111")));
        Path damaged = file("damaged.pdf", Arrays.copyOf(pdf("4111 1111 1111 1111"), 600));

        Run sent = withFile(harmless);
        Run refused = withFile(cards);
        Run unread = withFile(damaged);

        assertThat(sent.exit()).as(sent.text()).isZero();
        assertThat(refused.text()).contains("550 5.7.1", "No card numbers by mail.");
        assertThat(unread.text()).contains("550 5.7.1", "No card numbers by mail.");
        assertThat(preview(harmless)).doesNotContain("refused");
        assertThat(preview(cards)).contains("refused", "Rule cards").doesNotContain("Not all");
        assertThat(preview(damaged)).contains("refused", "Rule cards", "Not all of the text could be searched");
        DEMO.done("rule", "remove", "cards");
    }

    @Test
    void nothingOfADocumentIsFoundOnDisk() throws IOException {
        DEMO.done("rule", "add", "flies", "words=" + CANARY, "inspect=record");
        int before = DEMO.count("bob");

        Run sent = withFile(file("flies.pdf", pdf("here sits the " + CANARY)));

        assertThat(sent.exit()).as(sent.text()).isZero();
        DEMO.newest("bob", before + 1);
        assertThat(DEMO.done("rule", "hits", "flies")).contains(Demo.address("alice"));
        DEMO.done("rule", "remove", "flies");
        try (Stream<Path> files = Files.walk(DEMO.data())) {
            assertThat(files.filter(Files::isRegularFile).filter(DocumentsInMailTest::tellsOfIt))
                    .isEmpty();
        }
    }

    /** The rule itself is data, and the database keeps what was there; what a document says is not. */
    private static boolean tellsOfIt(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains("here sits the " + CANARY);
        } catch (IOException e) {
            return false;
        }
    }

    private static Run withFile(Path file) {
        return DEMO.submit("alice", List.of(Demo.address("bob")), "--attach", "@" + file);
    }

    private static String preview(Path file) throws IOException {
        String message = """
                From: %s
                To: %s
                Subject: a file
                MIME-Version: 1.0
                Content-Type: application/octet-stream; name=a.bin
                Content-Disposition: attachment; filename=a.bin
                Content-Transfer-Encoding: base64

                %s
                """.formatted(
                        Demo.address("alice"),
                        Demo.address("bob"),
                        Base64.getMimeEncoder().encodeToString(Files.readAllBytes(file)));
        Path draft = file(
                "draft.eml", message.replace("\r", "").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        return DEMO.ask(
                        "explain",
                        "--from",
                        Demo.address("alice"),
                        "--to",
                        Demo.address("bob"),
                        "--message",
                        draft.toString())
                .text();
    }

    private static Path file(String name, byte[] bytes) throws IOException {
        return Files.write(TestFolders.make("documents").resolve(name), bytes);
    }

    private static byte[] zip(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("file.pdf"));
            zip.write(file);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] pdf(String words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(words);
                content.endText();
            }
            document.save(bytes);
        }
        return bytes.toByteArray();
    }
}
