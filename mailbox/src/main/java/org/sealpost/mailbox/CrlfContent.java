package org.sealpost.mailbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.sealpost.mail.Content;

/**
 * Content whose lines end with CRLF. Clients may append messages with bare CR or LF, which IMAP does not allow in a message;
 * each becomes CRLF. Content that is right already stays as it is.
 */
final class CrlfContent implements Content {
    private final Content content;
    private final long sizeBytes;

    private CrlfContent(Content content, long sizeBytes) {
        this.content = content;
        this.sizeBytes = sizeBytes;
    }

    static Content of(Content content) throws IOException {
        long size = 0;
        try (InputStream in = new Converting(new BufferedInputStream(content.open(), 64 * 1024))) {
            byte[] buffer = new byte[8192];
            int read;
            while ((read = in.read(buffer)) > 0) {
                size += read;
            }
        }
        return size == content.sizeBytes() ? content : new CrlfContent(content, size);
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public InputStream open() throws IOException {
        return new Converting(new BufferedInputStream(content.open(), 64 * 1024));
    }

    private static final class Converting extends InputStream {
        private static final int NONE = -2;

        private final InputStream in;
        private int waiting = NONE;
        private int last = NONE;

        Converting(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int next = waiting != NONE ? waiting : in.read();
            waiting = NONE;
            boolean bareLf = next == '\n' && last != '\r';
            boolean bareCr = last == '\r' && next != '\n';
            if (bareLf || bareCr) {
                waiting = next;
                next = bareLf ? '\r' : '\n';
            }
            last = next;
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = 0;
            while (read < length) {
                int next = read();
                if (next < 0) {
                    return read == 0 ? -1 : read;
                }
                bytes[offset + read++] = (byte) next;
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
