package org.sealpost.protocols.smtp;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.protocols.session.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two byte streams of one SMTP session. Replies leave only when the client waits for them, so that pipelined commands are answered
 * together (RFC 2920). A client that lets us wait for too long is told so, and hung up on (RFC 5321 section 4.5.3.2.7).
 */
final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Reply TOO_LONG = Reply.of(421, "4.4.2", "no word from you for too long");
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int REPLY_BUFFER_BYTES = 16 * 1024;
    /** So much of an over-long line is read over, to stay in step with the client. */
    private static final int OVERLONG_LIMIT_BYTES = 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private final Transcript transcript;
    private final Duration patience;
    private final Deadline deadline;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] replies = new byte[REPLY_BUFFER_BYTES];
    private int position;
    private int limit;
    private int repliesLength;

    /**
     * @param transcript gets the commands and replies, and never what comes as content
     * @param patience how long to wait for the client each time
     */
    Wire(Socket socket, Transcript transcript, Duration patience) throws IOException {
        this(socket.getInputStream(), socket.getOutputStream(), socket, transcript, patience);
    }

    /** {@code connection}: ends both streams. */
    Wire(InputStream in, OutputStream out, Closeable connection, Transcript transcript, Duration patience) {
        this.in = in;
        this.out = out;
        this.connection = connection;
        this.transcript = transcript;
        this.patience = patience;
        this.deadline = Deadline.ending(this::hangUp);
    }

    /** A line as it came, or what is wrong with it. */
    sealed interface Line {
        record Text(String text) implements Line {}

        record TooLong() implements Line {}

        /** Ends with a bare LF, or holds a bare CR, a NUL or octets that are not UTF-8. */
        record Broken() implements Line {}
    }

    /** A command. */
    Line readCommand(int limitBytes) throws IOException {
        Line line = readLine(limitBytes);
        if (transcript.isOn()) {
            transcript.heard(line instanceof Line.Text(String text) ? text : "");
        }
        return line;
    }

    /** Reads up to the next LF. Only CRLF ends a good line, RFC 5321 section 2.3.8. */
    Line readLine(int limitBytes) throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        boolean tooLong = false;
        for (int read = 0; read < OVERLONG_LIMIT_BYTES; read++) {
            byte next = next();
            if (next == '\n') {
                return tooLong ? new Line.TooLong() : text(line, length);
            }
            if (length == limitBytes) {
                tooLong = true;
                continue;
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, Math.min(length * 2, limitBytes));
            }
            line[length++] = next;
        }
        throw new EOFException("a line does not end");
    }

    private static Line text(byte[] line, int length) {
        if (length == 0 || line[length - 1] != '\r') {
            return new Line.Broken();
        }
        boolean ascii = true;
        for (int i = 0; i < length - 1; i++) {
            if (line[i] == '\r' || line[i] == 0) {
                return new Line.Broken();
            }
            ascii &= line[i] > 0;
        }
        if (ascii) {
            return new Line.Text(new String(line, 0, length - 1, StandardCharsets.US_ASCII));
        }
        try {
            return new Line.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length - 1))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Line.Broken();
        }
    }

    private byte next() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++];
    }

    /** Makes sure that there is at least one byte in the buffer. Before it waits for the client, the client gets its replies. */
    private void fill() throws IOException {
        flush();
        position = 0;
        limit = Math.max(0, readInTime());
        if (limit == 0) {
            throw new EOFException("the client has gone");
        }
    }

    private int readInTime() throws IOException {
        deadline.in(patience);
        try {
            int count = in.read(buffer, 0, buffer.length);
            deadline.lift();
            if (!deadline.isPassed()) {
                return count;
            }
        } catch (IOException e) {
            if (!deadline.isPassed()) {
                throw e;
            }
        }
        throw new SocketTimeoutException("no word from the client for " + patience);
    }

    /** In a thread of its own, while that of the session reads. */
    private void hangUp() {
        try (connection) {
            transcribe(TOO_LONG);
            out.write(TOO_LONG.bytes());
            out.flush();
        } catch (IOException e) {
            LOG.debug("a client that said nothing has gone: {}", e.getMessage());
        }
    }

    /** Some bytes of an array. */
    record Bytes(byte[] array, int from, int to) {}

    /** What has come in and was not read yet; at least one byte. */
    Bytes available() throws IOException {
        if (position == limit) {
            fill();
        }
        return new Bytes(buffer, position, limit);
    }

    /** Marks bytes of {@link #available} as read. */
    void consume(int count) {
        position += count;
    }

    /** Takes bytes as they come in. */
    interface Sink {
        void take(byte[] bytes, int offset, int length);
    }

    /** Reads so many bytes, whatever they are. */
    void readChunk(long size, Sink sink) throws IOException {
        long left = size;
        while (left > 0) {
            Bytes available = available();
            int count = (int) Math.min(left, available.to() - available.from());
            sink.take(available.array(), available.from(), count);
            consume(count);
            left -= count;
        }
    }

    /** Whether the client has sent more than was read. */
    boolean hasMore() {
        return position < limit;
    }

    void send(Reply reply) throws IOException {
        byte[] bytes = reply.bytes();
        transcribe(reply);
        if (repliesLength + bytes.length > replies.length) {
            flush();
        }
        if (bytes.length > replies.length) {
            out.write(bytes);
            return;
        }
        System.arraycopy(bytes, 0, replies, repliesLength, bytes.length);
        repliesLength += bytes.length;
    }

    private void transcribe(Reply reply) {
        if (transcript.isOn()) {
            transcript.answered(List.of(
                    new String(reply.bytes(), StandardCharsets.UTF_8).strip().split("\r\n", -1)));
        }
    }

    void flush() throws IOException {
        if (repliesLength > 0) {
            out.write(replies, 0, repliesLength);
            out.flush();
            repliesLength = 0;
        }
    }

    /** No more is read; the connection stays. */
    @Override
    public void close() {
        deadline.close();
    }
}
