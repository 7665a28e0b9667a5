package org.sealpost.transport.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What is written in a document of an office program: XML in a ZIP file (ISO/IEC 29500, ISO/IEC 26300). It is told of each file in the
 * ZIP file and says which ones it reads itself.
 */
final class OfficeText {
    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final int TYPE_LIMIT = 200;
    /** As long as the first line is in which a part says how it is encoded. */
    private static final int HEAD_BYTES = 200;

    private static final Pattern ENCODING =
            Pattern.compile("^[^>]{0,100}encoding\\s?=\\s?[\"']([A-Za-z0-9._-]{1,40})[\"']");

    /** By the folder in which its parts lie. */
    private static final Map<String, String> FOLDERS = Map.of(
            "word/", OFFICE + "wordprocessingml.document",
            "xl/", OFFICE + "spreadsheetml.sheet",
            "ppt/", OFFICE + "presentationml.presentation");

    /** Elements behind which a word ends. */
    private static final Set<String> BREAKS =
            Set.of("p", "h", "c", "v", "si", "row", "tr", "br", "tab", "table-cell", "line-break", "s");

    private static final Pattern LARGE = Pattern.compile("-?\\d\\.\\d{1,20}E\\+?\\d{1,2}");

    private final Gathered gathered;
    private String type = "";
    private boolean document;

    OfficeText(Gathered gathered) {
        this.gathered = gathered;
    }

    /** What it is; "" for a ZIP file that is no document. */
    String type() {
        return type;
    }

    boolean isDocument() {
        return document;
    }

    /** Reads a part of a document; false if it is none, and nothing was read of it. */
    boolean takes(String name, InputStream in) throws IOException {
        document |= name.equals("[Content_Types].xml") || name.equals("mimetype");
        if (name.equals("mimetype")) {
            type = new String(in.readNBytes(TYPE_LIMIT), StandardCharsets.US_ASCII)
                    .strip()
                    .toLowerCase(Locale.ROOT);
            return true;
        }
        @Nullable String folder =
                FOLDERS.keySet().stream().filter(name::startsWith).findFirst().orElse(null);
        if (folder != null && isSheetInBinary(name)) {
            gathered.unread();
        }
        if (!isText(name, folder != null)) {
            return false;
        }
        type = folder == null ? type : FOLDERS.getOrDefault(folder, type);
        collect(in);
        return true;
    }

    private boolean isText(String name, boolean inFolder) {
        // Some programs write these before the part by which a document is known.
        boolean about = name.startsWith("docProps/") || name.equals("content.xml");
        return name.endsWith(".xml") && (document || inFolder || about)
                || name.endsWith(".rels") && name.contains("_rels/");
    }

    /** Excel's .xlsb. */
    private static boolean isSheetInBinary(String name) {
        return name.endsWith(".bin") && (name.startsWith("xl/worksheets/") || name.startsWith("xl/sharedStrings"));
    }

    private void collect(InputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        if (head.length == 0) {
            // LibreOffice writes some of them empty.
            return;
        }
        gathered.separate();
        try {
            collect(factory().createXMLStreamReader(decoded(head, in)));
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException broken && !(broken instanceof CharacterCodingException)) {
                throw broken;
            }
            // A damaged part; the others may be read.
            gathered.unread();
        } catch (IllegalArgumentException e) {
            throw new ZipException("a part is not XML");
        }
    }

    /** The parser's own decoding tells of damage on standard error, as often as a stranger likes. */
    private static Reader decoded(byte[] head, InputStream in) {
        boolean marked = head.length > 2 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb && head[2] == (byte) 0xbf;
        int from = marked ? 3 : 0;
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head, from, head.length - from), in);
        return new InputStreamReader(
                all,
                charset(head)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static Charset charset(byte[] head) {
        if (head.length > 1 && (head[0] == -1 && head[1] == -2 || head[0] == -2 && head[1] == -1)) {
            return StandardCharsets.UTF_16;
        }
        Matcher said = ENCODING.matcher(new String(head, StandardCharsets.ISO_8859_1));
        try {
            return said.find() ? Charset.forName(said.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private void collect(XMLStreamReader reader) throws XMLStreamException {
        String element = "";
        while (reader.hasNext() && !gathered.isFull()) {
            switch (reader.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    gathered.append(element.equals("v") ? number(reader.getText()) : reader.getText());
                case XMLStreamConstants.START_ELEMENT -> {
                    element = reader.getLocalName();
                    if (element.equals("encryption-data")) {
                        gathered.locked();
                    }
                }
                case XMLStreamConstants.END_ELEMENT ->
                    gathered.append(BREAKS.contains(reader.getLocalName()) ? "\n" : "");
                default -> {
                    // Nothing that is written.
                }
            }
        }
        if (reader.hasNext()) {
            gathered.unread();
        }
    }

    /** Numbers in cells of Excel with all their digits: 4.111E+15. */
    private static String number(String value) {
        return LARGE.matcher(value).matches() ? new BigDecimal(value).toPlainString() : value;
    }
}
