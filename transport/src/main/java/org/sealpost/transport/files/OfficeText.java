package org.sealpost.transport.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
        PushbackInputStream ahead = new PushbackInputStream(in);
        int first = ahead.read();
        if (first < 0) {
            // LibreOffice writes some of them empty.
            return;
        }
        ahead.unread(first);
        gathered.separate();
        try {
            collect(factory().createXMLStreamReader(ahead));
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException broken) {
                throw broken;
            }
            // A damaged part; the others may be read.
            gathered.unread();
        } catch (IllegalArgumentException e) {
            throw new ZipException("a part is not XML");
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
