package org.sealpost.protocols.pop3;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message as a multi-line response: a dot at the start of a line is doubled, a dot alone ends it (RFC 1939 section 3). */
final class DotStuffing {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final OutputStream out;
    private boolean inBody;
    private long bodyLines;
    private long lineLength;
    private boolean atLineStart = true;
    private int last = -1;

    DotStuffing(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    /** Writes the header section and so many lines of the body. Every byte of the message stays as it is. */
    void write(InputStream message, long limit) throws IOException {
        InputStream in = new BufferedInputStream(message, BUFFER_BYTES);
        int next;
        while (!(inBody && bodyLines >= limit) && (next = in.read()) >= 0) {
            put(next);
        }
        String end = atLineStart ? ".\r\n" : "\r\n.\r\n";
        out.write(end.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void put(int octet) throws IOException {
        if (atLineStart && octet == '.') {
            out.write('.');
        }
        out.write(octet);
        if (octet == '\n') {
            endLine();
        } else {
            atLineStart = false;
            lineLength += octet == '\r' ? 0 : 1;
        }
        last = octet;
    }

    private void endLine() {
        // Only CRLF ends a line of the protocol; a bare LF is content.
        atLineStart = last == '\r';
        bodyLines += inBody ? 1 : 0;
        inBody |= lineLength == 0;
        lineLength = 0;
    }
}
