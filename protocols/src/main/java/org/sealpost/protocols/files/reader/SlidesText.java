package org.sealpost.protocols.files.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.InflaterInputStream;
import org.apache.poi.poifs.filesystem.DirectoryNode;

/** What is written on slides of PowerPoint (MS-PPT): every atom of text in the file, wherever it is shown. */
final class SlidesText {
    private static final String USER = "Current User";
    private static final int CONTAINER = 0xf;
    private static final int HEADER_BYTES = 8;
    private static final int WIDE = 4000;
    private static final int NARROW = 4008;
    private static final int STRING = 4026;
    private static final int OBJECT = 4113;
    /** What the stream about the last user says if all others are encrypted. */
    private static final int LOCKED = 0xf3d1c4df;

    private static final int MARK_AT = 12;

    private final ByteBuffer records;
    private final Found found;

    private SlidesText(byte[] records, Found found) {
        this.records = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
        this.found = found;
    }

    static void read(DirectoryNode folder, Found found) throws IOException {
        if (folder.hasEntryCaseInsensitive(USER)) {
            try (InputStream in = folder.createDocumentInputStream(USER)) {
                byte[] user = in.readNBytes(MARK_AT + Integer.BYTES);
                if (user.length == MARK_AT + Integer.BYTES
                        && ByteBuffer.wrap(user).order(ByteOrder.LITTLE_ENDIAN).getInt(MARK_AT) == LOCKED) {
                    found.locked();
                    return;
                }
            }
        }
        try (InputStream in = folder.createDocumentInputStream("PowerPoint Document")) {
            new SlidesText(in.readAllBytes(), found).read();
        }
    }

    private void read() throws IOException {
        while (records.remaining() >= HEADER_BYTES) {
            int version = records.getShort() & 0xffff;
            int type = records.getShort() & 0xffff;
            int length = records.getInt();
            if ((version & CONTAINER) == CONTAINER) {
                // What lies in it follows.
                continue;
            }
            if (length < 0 || length > records.remaining()) {
                throw new IOException("it is damaged");
            }
            atom(type, version >> 4, length);
        }
    }

    private void atom(int type, int instance, int length) throws IOException {
        byte[] content = new byte[type == WIDE || type == NARROW || type == STRING || type == OBJECT ? length : 0];
        records.get(content);
        records.position(records.position() + length - content.length);
        switch (type) {
            case WIDE, STRING -> found.line(text(content, StandardCharsets.UTF_16LE));
            case NARROW -> found.line(text(content, StandardCharsets.ISO_8859_1));
            case OBJECT -> object(content, instance);
            default -> {
                // How it looks.
            }
        }
    }

    private static String text(byte[] content, Charset charset) {
        return new String(content, charset).replace('\r', '\n').replace('\u000b', '\n');
    }

    private void object(byte[] content, int instance) throws IOException {
        boolean packed = instance == 1;
        int from = packed ? Math.min(Integer.BYTES, content.length) : 0;
        InputStream in = new ByteArrayInputStream(content, from, content.length - from);
        found.file(packed ? new InflaterInputStream(in) : in);
    }
}
