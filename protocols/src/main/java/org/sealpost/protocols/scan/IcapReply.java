package org.sealpost.protocols.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Sha256;

/** What a server of ICAP answers (RFC 3507 sections 4.3 to 4.6). Nothing of it is believed, and no more of it is read than is asked for. */
final class IcapReply {
    private static final int LINE_LIMIT = 8 * 1024;
    private static final int LINES_LIMIT = 200;
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int PIECE_BYTES = 16 * 1024;
    private static final int CONTINUE = 100;
    private static final Pattern STATUS = Pattern.compile("ICAP/1\\.\\d (\\d{3})(?: .*)?");
    private static final Pattern HTTP_STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");
    private static final Pattern PART = Pattern.compile("([a-z-]+)=(\\d{1,6})");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})\\s*(?:;.*)?");

    private final InputStream in;
    private final int status;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private IcapReply(InputStream in) throws IOException {
        this.in = in;
        Matcher first = STATUS.matcher(line(in));
        if (!first.matches()) {
            throw new IOException("no answer of ICAP");
        }
        this.status = Integer.parseInt(first.group(1));
        String last = "";
        int lines = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (++lines > LINES_LIMIT) {
                throw new IOException("a header that is too long");
            }
            last = field(line, last);
        }
    }

    /** Some go on in the next line, which then begins with a blank. Gives the name of the field. */
    private String field(String line, String last) throws IOException {
        boolean goesOn = !last.isEmpty() && Character.isWhitespace(line.charAt(0));
        int colon = line.indexOf(':');
        if (!goesOn && colon < 1) {
            throw new IOException("no header of ICAP");
        }
        String name = goesOn ? last : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = (goesOn ? line : line.substring(colon + 1)).strip();
        fields.merge(name, value, (one, more) -> one + ", " + more);
        return name;
    }

    /** Up to where the body begins; what is only said in between is passed over. */
    static IcapReply read(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, PIECE_BYTES);
        IcapReply reply = new IcapReply(buffered);
        for (int i = 0; reply.status == CONTINUE; i++) {
            if (i == LINES_LIMIT) {
                throw new IOException("no end of it");
            }
            reply = new IcapReply(buffered);
        }
        return reply;
    }

    int status() {
        return status;
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * What comes back in place of what was sent.
     *
     * @param response whether it is the response of a web server, and not the request of a browser
     * @param status of that response; 0 for a request
     * @param digest SHA-256 of its body, if it has one of the length that was asked for
     */
    record Returned(boolean response, int status, Optional<byte[]> digest) {}

    /** Reads the body, but no more than {@code expectedBytes}: if there is more, it is another one. */
    Returned returned(long expectedBytes) throws IOException {
        String parts = field("Encapsulated").orElseThrow(() -> new IOException("nothing said of what comes back"));
        int head = 0;
        boolean response = false;
        boolean body = false;
        for (Matcher part = PART.matcher(parts); part.find(); ) {
            response |= part.group(1).startsWith("res-");
            body |= part.group(1).equals("res-body") || part.group(1).equals("req-body");
            head = Math.max(head, Integer.parseInt(part.group(2)));
        }
        if (head > HEAD_LIMIT) {
            throw new IOException("a header that is too long");
        }
        byte[] heads = in.readNBytes(head);
        if (heads.length < head) {
            throw new IOException("it hung up");
        }
        return new Returned(response, response ? webStatus(heads) : 0, body ? digest(expectedBytes) : Optional.empty());
    }

    private static int webStatus(byte[] heads) throws IOException {
        for (String line : new String(heads, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            Matcher status = HTTP_STATUS.matcher(line);
            if (status.matches()) {
                return Integer.parseInt(status.group(1));
            }
        }
        throw new IOException("no response inside");
    }

    private Optional<byte[]> digest(long expectedBytes) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] piece = new byte[PIECE_BYTES];
        long total = 0;
        for (long left = chunk(); left > 0; left = chunk()) {
            total += left;
            if (total > expectedBytes) {
                return Optional.empty();
            }
            while (left > 0) {
                int count = in.read(piece, 0, (int) Math.min(left, piece.length));
                if (count < 0) {
                    throw new IOException("it hung up");
                }
                digest.update(piece, 0, count);
                left -= count;
            }
            if (!line(in).isEmpty()) {
                throw new IOException("a piece of another length than it says");
            }
        }
        return total == expectedBytes ? Optional.of(digest.digest()) : Optional.empty();
    }

    private long chunk() throws IOException {
        Matcher size = CHUNK.matcher(line(in));
        if (!size.matches()) {
            throw new IOException("a piece without a length");
        }
        return Long.parseLong(size.group(1), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("it hung up");
            }
            if (line.length() == LINE_LIMIT) {
                throw new IOException("a line that is too long");
            }
            line.append((char) octet);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }
}
