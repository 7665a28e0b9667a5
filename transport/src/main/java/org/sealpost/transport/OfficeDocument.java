package org.sealpost.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.sealpost.protection.FileReading.FileText;

/**
 * What is written in a document of an office program: XML in a ZIP file (ISO/IEC 29500, ISO/IEC 26300). Whatever is larger than the
 * limits, encrypted or damaged is told as not read to its end.
 */
final class OfficeDocument {
    private static final String ZIP = "application/zip";
    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final int ENTRIES_LIMIT = 5_000;
    private static final long UNPACKED_LIMIT_BYTES = 64L * 1024 * 1024;
    private static final int TYPE_LIMIT = 200;

    /** By the folder in which its parts lie. */
    private static final Map<String, String> FOLDERS = Map.of(
            "word/", OFFICE + "wordprocessingml.document",
            "xl/", OFFICE + "spreadsheetml.sheet",
            "ppt/", OFFICE + "presentationml.presentation");

    /** Elements behind which a word ends. */
    private static final Set<String> BREAKS =
            Set.of("p", "h", "c", "v", "si", "row", "tr", "br", "tab", "table-cell", "line-break", "s");

    private final ZipInputStream zip;
    private final int textLimit;
    private final StringBuilder text = new StringBuilder();
    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    private String type = ZIP;
    private boolean whole = true;
    private long unpacked;

    private OfficeDocument(InputStream in, int textLimit) {
        this.zip = new ZipInputStream(in);
        this.textLimit = textLimit;
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    static FileText read(InputStream in, int textLimit) {
        return new OfficeDocument(in, textLimit).read();
    }

    private FileText read() {
        try {
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > ENTRIES_LIMIT) {
                    throw new ZipException("more entries than are read");
                }
                look(entry.getName());
            }
        } catch (IOException | XMLStreamException | IllegalArgumentException e) {
            // Whatever it was: what was not read may hold what is looked for.
            whole = false;
        }
        return new FileText(type, text.toString(), whole || type.equals(ZIP));
    }

    private void look(String name) throws IOException, XMLStreamException {
        FOLDERS.forEach((folder, found) -> type = name.startsWith(folder) ? found : type);
        if (name.equals("mimetype")) {
            type = new String(limited().readNBytes(TYPE_LIMIT), StandardCharsets.US_ASCII).strip();
        } else if (isText(name)) {
            collect();
        } else {
            limited().skip(UNPACKED_LIMIT_BYTES);
        }
    }

    private static boolean isText(String name) {
        return name.endsWith(".xml")
                && (name.equals("content.xml") || FOLDERS.keySet().stream().anyMatch(name::startsWith));
    }

    private void collect() throws XMLStreamException {
        XMLStreamReader reader = factory.createXMLStreamReader(limited());
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                append(reader.getText());
            } else if (event == XMLStreamConstants.END_ELEMENT && BREAKS.contains(reader.getLocalName())) {
                append("\n");
            }
        }
    }

    private void append(String words) {
        int room = textLimit - text.length();
        whole &= words.length() <= room;
        text.append(words, 0, Math.min(words.length(), Math.max(0, room)));
    }

    /** The entry under way, never more than all entries together may have. */
    private InputStream limited() {
        return new FilterInputStream(zip) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                unpacked += Math.max(0, count);
                if (unpacked > UNPACKED_LIMIT_BYTES) {
                    throw new ZipException("more than is unpacked");
                }
                return count;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = super.skip(count);
                unpacked += skipped;
                if (unpacked > UNPACKED_LIMIT_BYTES) {
                    throw new ZipException("more than is unpacked");
                }
                return skipped;
            }

            @Override
            public void close() throws IOException {
                // The reader of one entry must not end the whole file.
                zip.closeEntry();
            }
        };
    }
}
