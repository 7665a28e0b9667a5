package org.sealpost.transport.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.protection.FileReading.FileText;

/** What files say by their bytes, and what is written in texts and office documents. */
class AttachedFilesTest {
    private static final String RTF =
            "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\generator Some program;}\\f0\\fs24 ";

    @Test
    void aFileIsWhatItsBytesSay() throws IOException {
        assertThat(read("MZ\u0090\0\u0003\0\0\0 a program".getBytes(StandardCharsets.ISO_8859_1))
                        .type())
                .isEqualTo("application/x-msdownload");
        assertThat(read("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII)).type())
                .isEqualTo("application/pdf");
        assertThat(read("plain words".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new FileText("text/plain", "plain words", true, List.of()));
        assertThat(read("gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1)).text())
                .isEqualTo("gr\u00fc\u00dfe");
        assertThat(read("\ufeffwide".getBytes(StandardCharsets.UTF_16LE)).text())
                .contains("wide");
        assertThat(read("long words".getBytes(StandardCharsets.UTF_8), 4))
                .isEqualTo(new FileText("text/plain", "long", false, List.of()));
    }

    @Test
    void whatIsWrittenInOfficeDocumentsIsRead() throws IOException {
        FileText word = read(Packed.zip(
                "word/document.xml",
                "<w:document xmlns:w='x'><w:p><w:r><w:t>411</w:t></w:r><w:r><w:t>1 words</w:t></w:r></w:p><w:p>next</w:p>"
                        + "</w:document>"));
        FileText sheet = read(Packed.zip("xl/sharedStrings.xml", "<sst><si><t>one</t></si><si><t>two</t></si></sst>"));
        FileText odt = read(Packed.zip(
                "mimetype",
                "application/vnd.oasis.opendocument.text",
                "Configurations2/accelerator/current.xml",
                "",
                "content.xml",
                "<a><p>open</p><p>text</p></a>",
                "styles.xml",
                "<a><p>a footer</p></a>"));

        assertThat(read(Packed.zip(
                                "_rels/.rels",
                                "<a/>",
                                "xl/worksheets/sheet1.xml",
                                "<a><c><v>4.111111111111111E+15</v></c></a>"))
                        .text())
                .isEqualTo("4111111111111111\n\n");
        assertThat(word.type()).endsWith("wordprocessingml.document");
        assertThat(word.text()).isEqualTo("4111 words\nnext\n");
        assertThat(sheet.text()).isEqualTo("one\ntwo\n");
        assertThat(odt)
                .isEqualTo(new FileText(
                        "application/vnd.oasis.opendocument.text", "open\ntext\na footer\n", true, List.of()));
    }

    @Test
    void filesInsideADocumentAreReadAndItsOwnPartsAreNotTold() throws IOException {
        FileText found = read(Packed.zip(
                "[Content_Types].xml", "<Types/>",
                "_rels/.rels", "<Relationships Target='hidden'/>",
                "word/document.xml", "<a><p>outer</p></a>",
                "word/media/image1.gif", "GIF89a....",
                "word/embeddings/notes.txt", "inner",
                "word/embeddings/tool.exe", "MZ\u0090\0\u0003\0\0\0 a program"));

        assertThat(found.text()).contains("outer").contains("inner").doesNotContain("hidden");
        assertThat(found.inside()).containsExactly("application/x-msdownload");
        assertThat(found.whole()).isTrue();
    }

    @Test
    void aDocumentThatIsDamagedTooLargeOrATrapIsToldAsNotReadToItsEnd() throws IOException {
        byte[] bomb = Packed.zip("word/document.xml", "<a>" + "x".repeat(70 * 1024 * 1024) + "</a>");
        byte[] damaged = Packed.zip("word/document.xml", "<a>x</a>");
        damaged[damaged.length / 3] ^= 0x55;

        assertThat(read(bomb).whole()).isFalse();
        assertThat(read(Packed.zip("word/document.xml", "<a>not closed")).whole())
                .isFalse();
        assertThat(read(Packed.zip(
                                "word/document.xml",
                                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"))
                        .text())
                .doesNotContain("root:");
        assertThat(read(damaged).whole()).isFalse();
        assertThat(read(Packed.zip("xl/workbook.xml", "<a/>", "xl/worksheets/sheet1.bin", "x"))
                        .whole())
                .isFalse();
    }

    @Test
    void partsOfDocumentsAreReadInTheEncodingThatTheySay() throws IOException {
        String grand = "<a><p>gr\u00fc\u00dfe</p></a>";
        for (byte[] part : List.of(
                ("\ufeff" + grand).getBytes(StandardCharsets.UTF_8),
                ("<?xml version='1.0' encoding='ISO-8859-1'?>" + grand).getBytes(StandardCharsets.ISO_8859_1),
                ("<?xml version='1.0' encoding='nobody-knows'?>" + grand).getBytes(StandardCharsets.UTF_8),
                grand.getBytes(StandardCharsets.UTF_16))) {
            FileText found = read(Packed.zip("word/document.xml", part));
            assertThat(found.text()).isEqualTo("gr\u00fc\u00dfe\n");
            assertThat(found.whole()).isTrue();
        }
        assertThat(read(Packed.zip("word/document.xml", grand.getBytes(StandardCharsets.ISO_8859_1)))
                        .whole())
                .isFalse();
    }

    @Test
    void aDocumentWithAPasswordIsToldAsSuch() throws IOException {
        FileText odt = read(Packed.zip(
                "mimetype", "application/vnd.oasis.opendocument.text",
                "content.xml", "\u0001\u0002\u0003",
                "META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>"));

        assertThat(odt.whole()).isFalse();
        assertThat(odt.inside()).contains(AttachedFiles.LOCKED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4111 11{\\b 11 1111} 1111} | 4111 1111 1111 1111",
                "gr\\'fc\\'dfe\\par next} | grüße/next",
                "\\u8364? and \\u-3913?} | € and \uf0b7",
                "{\\uc3\\u228\\'61\\'62\\'63 x}{\\*\\foo hidden}seen} | ä xseen",
                "a\\~b\\_c\\\\d\\{e\\}} | a b-c\\d{e}",
                "before{\\pict\\bin3 }}}after} after} | before after",
                "{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt a link}}} | a link",
                "{\\*\\footnote below}} | below",
                "one\\cell two\\row} | one/two/"
            })
    void whatIsWrittenInRtfIsReadWithoutWhatSteersIt(String body, String text) throws IOException {
        FileText found = read((RTF + body).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(found.type()).isEqualTo("application/rtf");
        assertThat(found.text().strip()).isEqualTo(text.replace('/', '\n').strip());
        assertThat(found.whole()).isTrue();
    }

    @Test
    void rtfThatEndsEarlyOrHoldsAnotherFileIsToldAsNotReadToItsEnd() throws IOException {
        assertThat(read((RTF + "words").getBytes(StandardCharsets.US_ASCII)).whole())
                .isFalse();
        assertThat(read((RTF + "{\\object{\\*\\objdata 0105}}}").getBytes(StandardCharsets.US_ASCII))
                        .whole())
                .isFalse();
        assertThat(read((RTF + "{".repeat(100_000)).getBytes(StandardCharsets.US_ASCII))
                        .whole())
                .isFalse();
    }

    private static FileText read(byte[] bytes) throws IOException {
        return read(bytes, 1_000_000);
    }

    private static FileText read(byte[] bytes, int textLimit) throws IOException {
        try (AttachedFiles files = new AttachedFiles(DocumentReader.NONE)) {
            return files.read(new ByteArrayInputStream(bytes), textLimit);
        }
    }
}
