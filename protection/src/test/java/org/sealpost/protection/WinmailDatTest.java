package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.protection.MessageParts.FilePart;
import org.sealpost.protection.WinmailDat.Found;
import org.sealpost.testkit.Patience;
import org.sealpost.testkit.Samples;

class WinmailDatTest {
    @ParameterizedTest
    @CsvSource({
        "attachments, bookmark.htm zappa_av1.jpg message.rtf",
        "body, message.html",
        "data-before-name, AUTOEXEC.BAT CONFIG.SYS boot.ini message.rtf",
        "long-filename, allproductsmar2000.dat message.rtf",
        "multi-value-attribute, 208225__5_seconds__Voice_Mail.mp3 message.rtf",
        "one-file, AUTHORS",
        "panic, image001.jpg image002.jpg image003.png message.html",
        "rtf, message.rtf",
        "triples, message.rtf",
        "two-files, AUTHORS README",
        "unicode-mapi-attr, example.dat message.html",
        "unicode-mapi-attr-name, spaconsole2.cfg image001.png image002.png image003.png message.html"
    })
    void theFilesThatOthersFindAreFound(String sample, String names) throws Exception {
        Tnef tnef = Tnef.read(bytes(sample + ".tnef"));

        assertThat(tnef.files()).extracting(Tnef.File::name).containsExactlyInAnyOrder(names.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "data-before-name, AUTOEXEC.BAT",
        "data-before-name, CONFIG.SYS",
        "data-before-name, boot.ini",
        "data-before-name, message.rtf",
        "one-file, AUTHORS",
        "two-files, AUTHORS",
        "two-files, README",
        "rtf, message.rtf",
        "body, message.html",
        "unicode-mapi-attr, example.dat",
        "unicode-mapi-attr, message.html"
    })
    void eachByteOfThemIsWhatOthersFind(String sample, String name) throws Exception {
        Tnef tnef = Tnef.read(bytes(sample + ".tnef"));

        assertThat(tnef.files())
                .filteredOn(file -> file.name().equals(name))
                .singleElement()
                .satisfies(
                        file -> assertThat(unixLines(file.bytes())).isEqualTo(unixLines(bytes(sample + "/" + name))));
    }

    @Test
    void theFilesTakeTheirPlaceInTheMessageAndNothingElseChanges() {
        String before =
                """
                From: pat@partner.example
                Content-Type: multipart/mixed; boundary="b"

                preamble
                --b
                Content-Type: text/plain

                the text
                --b
                Content-Type: application/ms-tnef; name="winmail.dat"
                Content-Transfer-Encoding: base64

                %s--b
                Content-Type: text/plain

                the footer
                --b--
                epilogue
                """.formatted(base64(bytes("two-files.tnef"))).replace("\r", "").replace("\n", "\r\n");

        Found.Unpacked found = unpacked(before);

        String after = text(found.content());
        assertThat(found.names()).containsExactly("AUTHORS", "README");
        assertThat(after)
                .startsWith(before.substring(0, before.indexOf("--b\r\nContent-Type: application/ms-tnef")))
                .endsWith("--b\r\nContent-Type: text/plain\r\n\r\nthe footer\r\n--b--\r\nepilogue\r\n")
                .doesNotContain("ms-tnef");
        assertThat(MessageParts.of(found.content()).files())
                .extracting(FilePart::name)
                .containsExactly("authors", "readme");
        assertThat(found.kept()).isFalse();
    }

    @Test
    void aMessageThatIsNothingElseBecomesOneWithFiles() {
        Found.Unpacked found = unpacked("From: pat@partner.example\r\nContent-Type: application/ms-tnef\r\n"
                + "Content-Transfer-Encoding: base64\r\nSubject: s\r\n\r\n" + base64(bytes("one-file.tnef")));

        assertThat(text(found.content()))
                .startsWith("From: pat@partner.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=");
        assertThat(MessageParts.of(found.content()).files())
                .extracting(FilePart::name)
                .containsExactly("authors");
    }

    @Test
    void aMeetingStaysBesideItsFiles() {
        byte[] meeting = new String(bytes("two-files.tnef"), StandardCharsets.ISO_8859_1)
                .replace("IPM.Microsoft Mail.Note", "IPM.Microsoft Schedule.")
                .getBytes(StandardCharsets.ISO_8859_1);

        Found.Unpacked found = unpacked("Content-Type: application/ms-tnef\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(meeting));

        assertThat(found.kept()).isTrue();
        assertThat(MessageParts.of(found.content()).files())
                .extracting(FilePart::type)
                .contains("application/ms-tnef");
    }

    @Test
    void inASignedMessageNothingIsLookedFor() {
        String signed = "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: application/ms-tnef\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(bytes("one-file.tnef")) + "\r\n--b--\r\n";

        assertThat(WinmailDat.unpack(Content.of(signed.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(new Found.Nothing());
    }

    @Test
    void namesBringNoFoldersAndTypesNoMessages() throws Exception {
        byte[] file = file("..\\..\\etc/pass\"wd\r\nX: y", "message/rfc822");

        Found.Unpacked found = unpacked(
                "Content-Type: application/ms-tnef\r\n" + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(file));

        assertThat(text(found.content()))
                .contains("filename*=utf-8''pass%22wd%20X%3A%20y\r\n")
                .contains("Content-Type: application/octet-stream")
                .doesNotContain("\r\nX: y", "rfc822");
    }

    /** A27: nothing but files, or a word why not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attachments",
                "body",
                "data-before-name",
                "garbage-at-end",
                "long-filename",
                "missing-filenames",
                "multi-name-property",
                "multi-value-attribute",
                "one-file",
                "panic",
                "rtf",
                "triples",
                "two-files",
                "unicode-mapi-attr",
                "unicode-mapi-attr-name",
                "winmail"
            })
    void eachSampleIsUnpackedOrRefusedWithAReasonWithinAReadersPatience(String sample) throws Exception {
        byte[] bytes = bytes(sample + ".tnef");
        String before =
                "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(bytes);

        Patience.expect(
                UnreadableTnef.class, () -> WinmailDat.unpack(Content.of(before.getBytes(StandardCharsets.US_ASCII))));

        switch (WinmailDat.unpack(Content.of(before.getBytes(StandardCharsets.US_ASCII)))) {
            case Found.Unpacked found -> assertThat(found.names()).isNotEmpty();
            case Found.Unreadable(String reason) -> assertThat(reason).isNotEmpty();
            case Found.Nothing() -> assertThat(Tnef.read(bytes).files()).isEmpty();
        }
    }

    /** A27: in less than a second, whatever it says of its lengths. */
    @Test
    void hostileFilesAreRefusedAtOnce() {
        Instant begun = Instant.now();

        assertThatThrownBy(() -> Tnef.read(new byte[0])).isInstanceOf(UnreadableTnef.class);
        assertThatThrownBy(() -> Tnef.read(attribute(1, 0x9003, Integer.MAX_VALUE, new byte[0])))
                .hasMessageContaining("longer than the file");
        assertThatThrownBy(() -> Tnef.read(attribute(1, 0x9003, 8, new byte[] {-1, -1, -1, 127, 0, 0, 0, 0})))
                .hasMessageContaining("more properties");
        assertThatThrownBy(() ->
                        Tnef.read(attribute(1, 0x9003, 12, new byte[] {1, 0, 0, 0, 0x03, 0x10, 1, 0, -1, -1, -1, -1})))
                .hasMessageContaining("more values");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void damagedFilesYieldFilesOrAnErrorAndNothingElse() {
        List<byte[]> samples = List.of(bytes("attachments.tnef"), bytes("unicode-mapi-attr.tnef"), bytes("rtf.tnef"));
        Samples.forAll(
                random -> {
                    byte[] damaged = samples.get(random.nextInt(samples.size())).clone();
                    for (int i = 0; i < 20; i++) {
                        damaged[random.nextInt(Math.min(damaged.length, 4_000))] = (byte) random.nextInt();
                    }
                    return Arrays.copyOf(damaged, random.nextInt(damaged.length) + 1);
                },
                damaged -> {
                    try {
                        long size = Tnef.read(damaged).files().stream()
                                .mapToLong(file -> file.bytes().length)
                                .sum();
                        assertThat(size).isLessThan(64L * 1024 * 1024);
                    } catch (UnreadableTnef e) {
                        assertThat(e).hasMessageNotContaining("null");
                    }
                });
    }

    private static byte[] file(String name, String type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(attribute(2, 0x9002, 0, new byte[0]));
        byte[] mime = (type + "\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer properties = ByteBuffer.allocate(16 + mime.length).order(ByteOrder.LITTLE_ENDIAN);
        properties
                .putInt(1)
                .putShort((short) 0x1e)
                .putShort((short) 0x370E)
                .putInt(1)
                .putInt(mime.length)
                .put(mime);
        for (byte[] one : List.of(
                attribute(2, 0x8010, name.length(), name.getBytes(StandardCharsets.US_ASCII)),
                attribute(2, 0x800F, 1, new byte[] {'x'}),
                attribute(2, 0x9005, properties.capacity(), properties.array()))) {
            out.write(one, 6, one.length - 6);
        }
        return out.toByteArray();
    }

    private static byte[] attribute(int level, int id, int length, byte[] value) {
        return ByteBuffer.allocate(6 + 9 + value.length + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x223E9F78)
                .putShort((short) 1)
                .put((byte) level)
                .putShort((short) id)
                .putShort((short) 6)
                .putInt(length)
                .put(value)
                .putShort((short) 0)
                .array();
    }

    private static Found.Unpacked unpacked(String message) {
        Found found = WinmailDat.unpack(Content.of(message.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(found).isInstanceOf(Found.Unpacked.class);
        return (Found.Unpacked) found;
    }

    /** In the collection they come from the line ends of what others found were changed, those of the samples were not. */
    private static String unixLines(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r", "").stripTrailing();
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes) + "\r\n";
    }

    private static String text(Content content) {
        return new String(content.bytes(1 << 22), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(WinmailDatTest.class.getResourceAsStream("tnef/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
