package org.sealpost.protocols.imap;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.imap.message.Literal;
import org.sealpost.mail.Content;
import org.sealpost.mail.Spool;

/** Keeps the literals of one command until it is done: short ones in memory, long ones in the spool. */
final class LiteralStore implements AutoCloseable {
    private static final int IN_MEMORY_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Spool spool;
    private final List<Spool.Incoming> spooled = new ArrayList<>();

    LiteralStore(Spool spool) {
        this.spool = spool;
    }

    Literal read(InputStream in, int size) throws IOException {
        if (size > IN_MEMORY_BYTES) {
            return spool(in, size);
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new CommandReader.Broken(new EOFException("the client has gone"));
        }
        return new InMemory(bytes);
    }

    private Literal spool(InputStream in, int size) throws IOException {
        Spool.Incoming incoming = spool.begin();
        spooled.add(incoming);
        byte[] buffer = new byte[BUFFER_BYTES];
        int left = size;
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                throw new CommandReader.Broken(new EOFException("the client has gone"));
            }
            incoming.write(buffer, 0, read);
            left -= read;
        }
        return new Spooled(incoming.content());
    }

    /** Forgets all bytes; however a command ends, nothing of it stays behind. */
    @Override
    public void close() {
        spooled.forEach(Spool.Incoming::close);
        spooled.clear();
    }

    private record InMemory(byte[] bytes) implements Literal {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private record Spooled(Content content) implements Literal {
        @Override
        public long size() {
            return content.sizeBytes();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return content.open();
        }
    }
}
