package org.sealpost.mailbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What lists of messages show of one message, as IMAP sends it: envelope, structure and the header fields that mail programs
 * ask for. It is made once and kept beside the message, since a message never changes.
 */
public final class Listing {
    /** Raised whenever anything of what is kept changes; listings of another form are made again. */
    private static final byte FORM = 1;

    /** More than this is of no use in a list, and would make the tables of folders grow like the mail itself. */
    static final int LIMIT_BYTES = 64 * 1024;

    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The fields that are kept. For any other field the message itself is read. */
    private static final Set<String> KEPT_FIELDS = Set.of(
            "auto-submitted",
            "bcc",
            "cc",
            "content-class",
            "content-transfer-encoding",
            "content-type",
            "date",
            "delivered-to",
            "disposition-notification-to",
            "errors-to",
            "followup-to",
            "from",
            "importance",
            "in-reply-to",
            "list-help",
            "list-id",
            "list-post",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "mail-followup-to",
            "mail-reply-to",
            "message-id",
            "mime-version",
            "newsgroups",
            "organization",
            "precedence",
            "priority",
            "references",
            "reply-to",
            "resent-date",
            "resent-from",
            "resent-to",
            "return-path",
            "return-receipt-to",
            "sender",
            "sensitivity",
            "subject",
            "thread-topic",
            "to",
            "user-agent",
            "x-k9mail-identity",
            "x-mailer",
            "x-mozilla-keys",
            "x-mozilla-status",
            "x-mozilla-status2",
            "x-msmail-priority",
            "x-priority",
            "x-sealpost-encryption",
            "x-spam-flag",
            "x-spam-status");

    private final byte[] bytes;
    private final Piece envelope;
    private final Piece body;
    private final Piece bodyStructure;
    private final int fieldsStart;

    private record Piece(int start, int length) {
        static Piece next(ByteBuffer from) {
            int length = from.getInt();
            Piece piece = new Piece(from.position(), length);
            from.position(from.position() + length);
            return piece;
        }
    }

    private Listing(byte[] bytes, ByteBuffer from) {
        this.bytes = bytes;
        this.envelope = Piece.next(from);
        this.body = Piece.next(from);
        this.bodyStructure = Piece.next(from);
        this.fieldsStart = from.position();
    }

    /** Empty if this is not, or not completely, a listing of the present form. */
    static Optional<Listing> read(byte[] bytes) {
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            return from.get() == FORM ? Optional.of(new Listing(bytes, from)) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether these header fields, in lower case or not, can all be told without the message. */
    public static boolean keepsFields(Collection<String> names) {
        return names.stream().allMatch(Listing::keepsField);
    }

    static boolean keepsField(String name) {
        return KEPT_FIELDS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The value of ENVELOPE. */
    public void writeEnvelope(OutputStream out) throws IOException {
        write(envelope, out);
    }

    /** The value of BODY. */
    public void writeBody(OutputStream out) throws IOException {
        write(body, out);
    }

    /** The value of BODYSTRUCTURE. */
    public void writeBodyStructure(OutputStream out) throws IOException {
        write(bodyStructure, out);
    }

    private void write(Piece piece, OutputStream out) throws IOException {
        out.write(bytes, piece.start, piece.length);
    }

    /**
     * The fields with these names, in the order of the message, and the empty line that ends a header section. A message
     * without any byte besides has no such line.
     */
    public byte[] fields(Collection<String> names, long messageBytes) {
        ByteArrayOutputStream found = new ByteArrayOutputStream(512);
        ByteBuffer from = ByteBuffer.wrap(bytes, fieldsStart, bytes.length - fieldsStart);
        while (from.hasRemaining()) {
            Piece name = Piece.next(from);
            Piece line = Piece.next(from);
            String text = new String(bytes, name.start, name.length, StandardCharsets.US_ASCII);
            if (names.stream().anyMatch(text::equalsIgnoreCase)) {
                found.write(bytes, line.start, line.length);
            }
        }
        if (found.size() > 0 || messageBytes > LINE_END.length) {
            found.writeBytes(LINE_END);
        }
        return found.toByteArray();
    }

    /** Puts a listing together. */
    static final class Builder {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

        /** Envelope, body and structure, in this order, come before all fields. */
        Builder(byte[] envelope, byte[] body, byte[] bodyStructure) {
            bytes.write(FORM);
            add(envelope);
            add(body);
            add(bodyStructure);
        }

        void field(String name, String value) {
            add(name.getBytes(StandardCharsets.US_ASCII));
            add((name + ": " + value + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        private void add(byte[] piece) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(piece.length).array());
            bytes.writeBytes(piece);
        }

        /** Empty if there is more than a list has use for. */
        Optional<Listing> build() {
            return bytes.size() > LIMIT_BYTES ? Optional.empty() : read(bytes.toByteArray());
        }
    }
}
