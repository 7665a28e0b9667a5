package org.sealpost.protocols.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.mail.Flags;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.sealpost.mail.Content;

/** What is answered about one message (RFC 9051 section 7.5.2), ready to be sent but for the contents that follow later. */
final class FetchLine implements ImapResponseMessage {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private final ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
    private final List<Inserted> inserted = new ArrayList<>(1);
    private boolean first = true;

    /** A content that stands in the text at some place. */
    private record Inserted(int at, Content content, long firstByte, long count) {}

    FetchLine(int number) {
        ascii("* " + number + " FETCH (");
    }

    /** The name of an item; its value follows. */
    FetchLine item(String name) {
        if (!first) {
            text.write(' ');
        }
        first = false;
        ascii(name);
        text.write(' ');
        return this;
    }

    FetchLine number(long number) {
        ascii(Long.toString(number));
        return this;
    }

    FetchLine numberInParentheses(String number) {
        ascii("(" + number + ")");
        return this;
    }

    FetchLine date(Instant date) {
        ascii("\"" + DATE_TIME.format(date) + "\"");
        return this;
    }

    FetchLine flags(Flags flags) {
        text.write('(');
        int start = text.size();
        flag(flags, Flags.Flag.ANSWERED, "\\Answered", start);
        flag(flags, Flags.Flag.DELETED, "\\Deleted", start);
        flag(flags, Flags.Flag.DRAFT, "\\Draft", start);
        flag(flags, Flags.Flag.FLAGGED, "\\Flagged", start);
        flag(flags, Flags.Flag.RECENT, "\\Recent", start);
        flag(flags, Flags.Flag.SEEN, "\\Seen", start);
        for (String keyword : flags.getUserFlags()) {
            flag(keyword, start);
        }
        text.write(')');
        return this;
    }

    private void flag(Flags flags, Flags.Flag flag, String name, int start) {
        if (flags.contains(flag)) {
            flag(name, start);
        }
    }

    private void flag(String name, int start) {
        if (text.size() > start) {
            text.write(' ');
        }
        ascii(name);
    }

    FetchLine literal(byte[] bytes) {
        literalSize(bytes.length);
        text.writeBytes(bytes);
        return this;
    }

    /** A part of a content, or all of it; what lies behind its end does not count. */
    FetchLine literal(Content content, long firstByte, long atMost) {
        long count = Math.max(0, Math.min(atMost, content.sizeBytes() - firstByte));
        literalSize(count);
        if (count > 0) {
            inserted.add(new Inserted(text.size(), content, firstByte, count));
        }
        return this;
    }

    private void literalSize(long size) {
        ascii("{" + size + "}\r\n");
    }

    /** Where values are written that are ready already. */
    OutputStream text() {
        return text;
    }

    FetchLine end() {
        ascii(")\r\n");
        return this;
    }

    /** Contents are read only now, piece by piece. */
    void writeTo(OutputStream out) throws IOException {
        if (inserted.isEmpty()) {
            text.writeTo(out);
            return;
        }
        byte[] bytes = text.toByteArray();
        int written = 0;
        for (Inserted next : inserted) {
            out.write(bytes, written, next.at - written);
            written = next.at;
            write(next, out);
        }
        out.write(bytes, written, bytes.length - written);
    }

    private static void write(Inserted part, OutputStream out) throws IOException {
        try (InputStream in = part.content.open()) {
            in.skipNBytes(part.firstByte);
            if (part.count == part.content.sizeBytes()) {
                in.transferTo(out);
                return;
            }
            byte[] buffer = new byte[(int) Math.min(part.count, 16 * 1024)];
            long left = part.count;
            while (left > 0) {
                int read = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (read == 0) {
                    throw new IOException("a message is shorter than it was");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private void ascii(String some) {
        text.writeBytes(some.getBytes(StandardCharsets.US_ASCII));
    }
}
