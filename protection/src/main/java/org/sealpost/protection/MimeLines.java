package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.sealpost.mail.Octets;

/**
 * Walks over the lines of a message and tells about each where it lies and whether a mail system on its way might change it.
 * Of a long line only the beginning is kept.
 */
final class MimeLines {
    /** As much of a line as anybody asks for: boundaries and header fields are shorter (RFC 5322 section 2.1.1). */
    private static final int KEPT_BYTES = 2048;

    private final InputStream in;
    private final byte[] buffer;
    private int at;
    private int end;

    private final byte[] kept = new byte[KEPT_BYTES];
    private int length;
    private long start;
    private long position;
    private int lineEndBytes;
    private boolean plain;
    private int beforeLast;
    private int previous;

    MimeLines(InputStream in, int bufferBytes) {
        this.in = in;
        this.buffer = new byte[bufferBytes];
    }

    /** Goes on to the next line; false at the end. */
    boolean next() throws IOException {
        start = position;
        length = 0;
        lineEndBytes = 0;
        plain = true;
        previous = -1;
        beforeLast = -1;
        while (at < end || fill()) {
            int stop = endOfRun();
            take(at, stop);
            position += stop - at;
            at = stop;
            if (at < end) {
                at++;
                position++;
                lineEndBytes = previous == '\r' ? 2 : 1;
                length -= lineEndBytes - 1;
                return true;
            }
        }
        return position > start;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    /** The next LF in the buffer, or its end; on the way the octets are judged. */
    private int endOfRun() {
        // A CR is plain only in front of LF, which may lie in another buffer.
        boolean clean = previous != '\r' || buffer[at] == '\n';
        for (int i = Octets.printableUntil(buffer, at, end); i < end; i++) {
            byte octet = buffer[i];
            if (octet >= ' ' && octet != 127 || octet == '\t') {
                continue;
            }
            if (octet == '\n') {
                plain &= clean;
                return i;
            }
            clean &= octet == '\r' && (i + 1 == end || buffer[i + 1] == '\n');
        }
        plain &= clean;
        return end;
    }

    private void take(int from, int stop) {
        int count = stop - from;
        if (length < KEPT_BYTES) {
            System.arraycopy(buffer, from, kept, length, Math.min(count, KEPT_BYTES - length));
        }
        length += count;
        if (count > 0) {
            beforeLast = count > 1 ? buffer[stop - 2] & 0xff : previous;
            previous = buffer[stop - 1] & 0xff;
        }
    }

    /** Offset of the first byte. */
    long start() {
        return start;
    }

    /** Offset behind the line end. */
    long end() {
        return position;
    }

    /** Without the line end. */
    int length() {
        return length;
    }

    int lineEndBytes() {
        return lineEndBytes;
    }

    /** The line without its end, cut if it is very long. */
    byte[] bytes() {
        return Arrays.copyOf(kept, Math.min(length, KEPT_BYTES));
    }

    /** Adds the line with CRLF as its end. */
    void writeTo(ByteArrayOutputStream out) {
        out.write(kept, 0, Math.min(length, KEPT_BYTES));
        out.write('\r');
        out.write('\n');
    }

    /** Whether the line is longer than what is kept of it. */
    boolean isCut() {
        return length > KEPT_BYTES;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Ends in CRLF and holds nothing but printable ASCII, blanks and tabs. */
    boolean isCanonical() {
        return lineEndBytes == 2 && plain;
    }

    /** Nothing but ASCII, whatever the line end. */
    boolean isSafeInTransit(int limit) {
        int last = lineEndBytes == 2 ? beforeLast : previous;
        return plain
                && length <= limit
                && last != ' '
                && last != '\t'
                && !(length == 1 && kept[0] == '.')
                && !startsWith("From ");
    }

    boolean startsWith(String text) {
        if (length < text.length() || text.length() > KEPT_BYTES) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (kept[i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is the delimiter line of a boundary (RFC 2046 section 5.1.1), blanks behind it allowed. */
    boolean isDelimiter(String boundary) {
        return startsWith("--" + boundary) && restIsBlank(boundary.length() + 2);
    }

    boolean isCloseDelimiter(String boundary) {
        return startsWith("--" + boundary + "--") && restIsBlank(boundary.length() + 4);
    }

    private boolean restIsBlank(int from) {
        for (int i = from; i < Math.min(length, KEPT_BYTES); i++) {
            if (kept[i] != ' ' && kept[i] != '\t' && kept[i] != '\r') {
                return false;
            }
        }
        return length <= KEPT_BYTES;
    }
}
