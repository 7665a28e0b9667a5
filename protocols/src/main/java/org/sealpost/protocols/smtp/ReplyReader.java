package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.sealpost.protocols.protocollog.Transcript;

/** Reads what another mail server answers (RFC 5321 section 4.2). */
final class ReplyReader {
    private static final int LINES_LIMIT = 100;
    private static final int LINE_LIMIT_BYTES = 4_096;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private final String host;
    private final InputStream in;
    private final Transcript transcript;
    private final byte[] buffer = new byte[LINE_LIMIT_BYTES];
    private int position;
    private int limit;

    ReplyReader(String host, InputStream in, Transcript transcript) {
        this.host = host;
        this.in = in;
        this.transcript = transcript;
    }

    /** Whether something has come that nobody has read. */
    boolean hasMore() throws IOException {
        return position < limit || in.available() > 0;
    }

    /** Waits for the next reply. */
    PeerReply next() throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < LINES_LIMIT) {
            String line = readLine();
            if (!isReply(line)) {
                throw new ProtocolException(host + " does not speak SMTP");
            }
            transcript.gotAnswer(line);
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new PeerReply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
        throw new ProtocolException(host + " does not come to an end with its reply");
    }

    /** Three digits, the first from 2 to 5, and then nothing, a blank or a hyphen. */
    private static boolean isReply(String line) {
        return line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    }

    private static boolean isDigit(char one) {
        return one >= '0' && one <= '9';
    }

    private String readLine() throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        while (length < LINE_LIMIT_BYTES) {
            byte next = octet();
            if (next == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return printable(new String(line, 0, end, StandardCharsets.UTF_8));
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = next;
        }
        throw new ProtocolException(host + " sent a line without end");
    }

    private byte octet() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(in.read(buffer), 0);
            if (limit == 0) {
                throw new IOException(host + " has hung up");
            }
        }
        return buffer[position++];
    }

    private static String printable(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 0x7f) {
                return CONTROLS.matcher(line).replaceAll("");
            }
        }
        return line;
    }
}
