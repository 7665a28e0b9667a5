package org.sealpost.protocols.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.protocols.session.Connection;

/**
 * What goes to one client. Whoever answers a command waits for the network as long as it takes. Those who bring news to an
 * idle client never wait: their bytes are queued, and a client that does not take them is dropped.
 */
final class ImapOutput extends OutputStream {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int NEWS_LIMIT_BYTES = 1024 * 1024;
    /** Bound where news are written. */
    private static final ScopedValue<Boolean> NEWS = ScopedValue.newInstance();

    private final Connection connection;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    ImapOutput(Connection connection) {
        this.connection = connection;
    }

    /** What this task writes is news: it must not hold up those who bring it. */
    static void asNews(Runnable task) {
        ScopedValue.where(NEWS, true).run(task);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int size;
        synchronized (waiting) {
            waiting.write(bytes, offset, length);
            size = waiting.size();
        }
        if (!NEWS.isBound() && size >= BUFFER_BYTES) {
            send();
        } else if (size > NEWS_LIMIT_BYTES) {
            connection.close();
        }
    }

    @Override
    public void flush() throws IOException {
        if (NEWS.isBound()) {
            Thread.ofVirtual().name("imap-news").start(this::sendNews);
        } else {
            send();
        }
    }

    private void sendNews() {
        try {
            send();
        } catch (IOException e) {
            // The session's own thread will see that the client has gone, and end the session.
            return;
        }
    }

    private void send() throws IOException {
        sending.lock();
        try {
            byte[] bytes;
            synchronized (waiting) {
                bytes = waiting.toByteArray();
                waiting.reset();
            }
            if (bytes.length > 0) {
                connection.out().write(bytes);
                connection.out().flush();
            }
        } finally {
            sending.unlock();
        }
    }
}
