package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.protection.FileReading.FileText;
import org.sealpost.testkit.Samples;

/** Numbers with check digits, dictionaries, and what files say by their bytes. */
class ContentSearchTest {
    private static final int MANY = 1_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4111 1111 1111 1111 | 1",
                "card:4111-1111-1111-1111. | 1",
                "4111111111111111 and once more 4111 1111 1111 1111 | 1",
                "4111.1111.1111.1111 12/29, 5500 0000 0000 0004 | 2",
                "378282246310005 30569309025904 6011111111111117 3530111333300000 2223003122003222 | 5",
                "4111 1111 1111 1112 | 0",
                "A4111111111111111 | 0",
                "41111111111111110000000000 | 0",
                "order 1234567890123456 | 0",
                "9111 1111 1111 1111 | 0",
                "4111  1111  1111  1111 | 0"
            })
    void cardsAreFoundByTheirCheckDigit(String text, int count) {
        assertThat(CheckedNumbers.cards(text, MANY)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DE89 3704 0044 0532 0130 00 | 1",
                "iban de89370400440532013000, gb82 west 1234 5698 7654 32 | 2",
                "CH9300762011623852957 NO9386011117947 MT84MALT011000012345MTLCAST001S | 3",
                "DE88 3704 0044 0532 0130 00 | 0",
                "XDE89370400440532013000 | 0",
                "DE89 3704 0044 0532 0130 | 0",
                "ZZ89370400440532013000 | 0",
                "DE89 | 0"
            })
    void accountsAreFoundByTheirCheckDigits(String text, int count) {
        assertThat(CheckedNumbers.ibans(text, MANY)).hasSize(count);
    }

    @Test
    void anyCardNumberWithARightCheckDigitIsFoundHoweverItIsGrouped() {
        Samples.forAll(
                random -> {
                    StringBuilder digits = new StringBuilder("4");
                    random.ints(14, 0, 10).forEach(digits::append);
                    for (int check = 0; check < 10; check++) {
                        if (CheckedNumbers.cards("" + digits + check, 1).size() == 1) {
                            return digits.append(check).toString();
                        }
                    }
                    throw new AssertionError("one of ten check digits is right: " + digits);
                },
                card -> assertThat(CheckedNumbers.cards("x " + card.replaceAll("(.{4})(?!$)", "$1 ") + " y", 1))
                        .hasSize(1));
    }

    @Test
    void entriesOfADictionaryAreWholeWordsInAnyCase() {
        Dictionary dictionary = new Dictionary(Set.of("hiv", "multiple sclerosis", "größe", "a b c"));

        assertThat(dictionary.in(List.of("HIV, Multiple\nSclerosis: GRÖSSE Größe")))
                .containsExactlyInAnyOrder("hiv", "multiple sclerosis", "größe");
        assertThat(dictionary.in(List.of("hives multiple-scleroses a b", "c"))).isEmpty();
        assertThat(dictionary.in(List.of("x a b c"))).containsExactly("a b c");
        assertThat(new Dictionary(Set.of()).in(List.of("hiv"))).isEmpty();
    }

    @Test
    void aFileIsWhatItsBytesSay() throws IOException {
        assertThat(read("MZ\u0090\0\u0003\0\0\0 a program".getBytes(StandardCharsets.ISO_8859_1))
                        .type())
                .isEqualTo("application/x-msdownload");
        assertThat(read("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII)).type())
                .isEqualTo("application/pdf");
        assertThat(read("plain words".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new FileText("text/plain", "plain words", true));
        assertThat(read("gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1)).text())
                .isEqualTo("gr\u00fc\u00dfe");
        assertThat(read("\ufeffwide".getBytes(StandardCharsets.UTF_16LE)).text())
                .contains("wide");
        assertThat(new AttachedFiles().read(new ByteArrayInputStream("long words".getBytes(StandardCharsets.UTF_8)), 4))
                .isEqualTo(new FileText("text/plain", "long", false));
    }

    @Test
    void whatIsWrittenInOfficeDocumentsIsRead() throws IOException {
        FileText word = read(zip(
                "word/document.xml",
                "<w:document xmlns:w='x'><w:p><w:r><w:t>411</w:t></w:r><w:r><w:t>1 words</w:t></w:r></w:p><w:p>next</w:p>"
                        + "</w:document>"));
        FileText sheet = read(zip("xl/sharedStrings.xml", "<sst><si><t>one</t></si><si><t>two</t></si></sst>"));
        FileText odt = read(zip(
                "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<a><p>open</p><p>text</p></a>"));

        assertThat(word.type()).endsWith("wordprocessingml.document");
        assertThat(word.text()).isEqualTo("4111 words\nnext\n");
        assertThat(sheet.text()).isEqualTo("one\ntwo\n");
        assertThat(odt).isEqualTo(new FileText("application/vnd.oasis.opendocument.text", "open\ntext\n", true));
        assertThat(read(zip("a.txt", "hello"))).isEqualTo(new FileText("application/zip", "", true));
    }

    @Test
    void aDocumentThatIsDamagedTooLargeOrATrapIsToldAsNotReadToItsEnd() throws IOException {
        byte[] bomb = zip("word/document.xml", "<a>" + "x".repeat(70 * 1024 * 1024) + "</a>");
        byte[] damaged = zip("word/document.xml", "<a>x</a>");
        damaged[damaged.length / 3] ^= 0x55;

        assertThat(read(bomb).whole()).isFalse();
        assertThat(read(zip("word/document.xml", "<a>not closed")).whole()).isFalse();
        assertThat(read(zip("word/document.xml", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"))
                        .text())
                .doesNotContain("root:");
        assertThat(read(damaged)).isNotNull();
    }

    private static FileText read(byte[] bytes) throws IOException {
        return new AttachedFiles().read(new ByteArrayInputStream(bytes), 1_000_000);
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
