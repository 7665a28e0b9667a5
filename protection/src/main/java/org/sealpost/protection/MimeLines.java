package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.sealpost.mail.Octets;

/**
 * Walks over the lines of a message and tells about each where it lies and whether a mail system on its way might change it.
 * A line is looked at where it lies in the buffer; of a long one only the beginning is kept.
 */
final class MimeLines {
    /** As much of a line as anybody asks for: boundaries and header fields are shorter (RFC 5322 section 2.1.1). */
    private static final int KEPT_BYTES = 2048;

    /** The CR of a line end and the octet before it may be asked for when the LF comes. */
    private static final int TAIL_BYTES = 2;

    private final Optional<InputStream> in;
    private final byte[] buffer;
    private int end;

    /** Where the line begins in the buffer, where its end is looked for or was found, and where the next one begins. */
    private int line;

    private int scan;
    private int next;

    /** How many octets of the line are in the buffer no more; they lay behind those that are kept. */
    private long dropped;

    /** What must be added to a place in the buffer for its offset in the message, if nothing is dropped. */
    private long base;

    private int length;
    private long start;
    private int lineEndBytes;
    private boolean plain;

    MimeLines(InputStream in, int bufferBytes) {
        this.in = Optional.of(in);
        this.buffer = new byte[Math.max(bufferBytes, KEPT_BYTES + 2 * TAIL_BYTES)];
    }

    /** Walks over octets where they lie, and must be done with them when whoever lent them takes them back. */
    MimeLines(byte[] octets, int from, int to) {
        this.in = Optional.empty();
        this.buffer = octets;
        this.next = from;
        this.end = to;
        this.base = -from;
    }

    /** Goes on to the next line; false at the end. */
    boolean next() throws IOException {
        line = next;
        scan = line;
        base += dropped;
        dropped = 0;
        start = base + line;
        plain = true;
        while (!isAtLineFeed()) {
            if (!fill()) {
                return ended(end, 0);
            }
        }
        next = scan + 1;
        return ended(next, scan > line && buffer[scan - 1] == '\r' ? 2 : 1);
    }

    /**
     * Passes over lines that lie whole in the buffer, that nothing on the way changes and that are no delimiters, as nearly all of a
     * text are. What may be otherwise is left to {@link #next()}.
     *
     * @return whether there was one; the last of them is the line then
     */
    boolean passSafe(int limit) {
        int at = next;
        int last = at;
        int stop = safeEnd(at, limit);
        while (stop >= 0) {
            last = at;
            at = stop;
            stop = safeEnd(at, limit);
        }
        if (at == next) {
            return false;
        }
        base += dropped;
        dropped = 0;
        line = last;
        next = at;
        start = base + line;
        lineEndBytes = 2;
        length = next - line - lineEndBytes;
        plain = true;
        return true;
    }

    /** Behind the line that begins here, if it is surely safe; else -1. */
    private int safeEnd(int from, int limit) {
        int stop = Octets.printableUntil(buffer, from, Math.min(end, from + limit));
        if (stop + 1 >= end || buffer[stop] != '\r' || buffer[stop + 1] != '\n') {
            return -1;
        }
        return stop == from || buffer[stop - 1] != ' ' && !isFragile(buffer[from]) ? stop + 2 : -1;
    }

    /** A delimiter, a lone dot and the line of a mailbox file begin so. */
    private static boolean isFragile(byte first) {
        return first == '-' || first == '.' || first == 'F';
    }

    private boolean ended(int behind, int endBytes) {
        next = behind;
        lineEndBytes = endBytes;
        length = (int) Math.min(Integer.MAX_VALUE, behind - line - endBytes + dropped);
        // A CR at the very end stands alone.
        plain &= endBytes > 0 || behind == line || buffer[behind - 1] != '\r';
        return behind > line;
    }

    /** Goes to the next LF or the end of what is in the buffer; on the way the octets are judged. */
    private boolean isAtLineFeed() {
        while (true) {
            scan = Octets.printableUntil(buffer, scan, end);
            if (scan == end) {
                return false;
            }
            byte octet = buffer[scan];
            if (octet == '\r' && scan + 1 == end) {
                // What it is shows the next octet.
                return false;
            }
            if (octet == '\r' && buffer[scan + 1] == '\n') {
                scan++;
                return true;
            }
            if (octet == '\n') {
                return true;
            }
            plain &= octet == '\t';
            scan++;
        }
    }

    private boolean fill() throws IOException {
        if (in.isEmpty()) {
            return false;
        }
        if (line > 0) {
            System.arraycopy(buffer, line, buffer, 0, end - line);
            base += line;
            scan -= line;
            end -= line;
            line = 0;
        } else if (end == buffer.length) {
            int middle = end - TAIL_BYTES - KEPT_BYTES;
            System.arraycopy(buffer, end - TAIL_BYTES, buffer, KEPT_BYTES, TAIL_BYTES);
            dropped += middle;
            scan -= middle;
            end -= middle;
        }
        int count = in.get().read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count > 0;
    }

    /** Offset of the first byte. */
    long start() {
        return start;
    }

    /** Offset behind the line end. */
    long end() {
        return base + dropped + next;
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
        return Arrays.copyOfRange(buffer, line, keptEnd());
    }

    private int keptEnd() {
        return line + Math.min(length, KEPT_BYTES);
    }

    /** Adds the line with CRLF as its end. */
    void writeTo(ByteArrayOutputStream out) {
        out.write(buffer, line, keptEnd() - line);
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
        return plain
                && length <= limit
                && !endsInBlank()
                && !(length == 1 && buffer[line] == '.')
                && !startsWith("From ");
    }

    private boolean endsInBlank() {
        if (length == 0) {
            return false;
        }
        byte last = buffer[next - lineEndBytes - 1];
        return last == ' ' || last == '\t';
    }

    boolean startsWith(String text) {
        if (length < text.length() || text.length() > KEPT_BYTES) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (buffer[line + i] != (byte) text.charAt(i)) {
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
        for (int i = line + from; i < keptEnd(); i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return length <= KEPT_BYTES;
    }
}
