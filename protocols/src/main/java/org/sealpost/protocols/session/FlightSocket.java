package org.sealpost.protocols.session;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which a TLS handshake takes as few packets as it has flights. Java writes each message of a flight by
 * itself and reads each record in two steps; here what is written waits until an answer is read, or until it is enough.
 */
final class FlightSocket extends Socket {
    private static final int LIMIT_BYTES = 16 * 1024;
    private static final int BUFFER_BYTES = 8 * 1024;

    private @Nullable InputStream in;
    private volatile @Nullable Flight out;

    /** Accepts such connections. */
    static ServerSocket listening() throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                FlightSocket accepted = new FlightSocket();
                implAccept(accepted);
                return accepted;
            }
        };
    }

    /** While it holds, what is written waits for more; then it goes out with what is written next, or before a read. */
    void hold(boolean holding) throws IOException {
        out().holding = holding;
    }

    /** Whether somebody else is writing now, perhaps for long. */
    boolean isBusy() {
        Flight flight = out;
        return flight != null && flight.sending.isLocked() && !flight.sending.isHeldByCurrentThread();
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = new BufferedInputStream(new Answer(super.getInputStream(), out()), BUFFER_BYTES);
        }
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return out();
    }

    private synchronized Flight out() throws IOException {
        if (out == null) {
            out = new Flight(super.getOutputStream());
        }
        return out;
    }

    /** An alert that ends a handshake may still wait. */
    @Override
    public void close() throws IOException {
        Flight last = out;
        try {
            if (last != null && !isClosed()) {
                last.sendUnlessBusy();
            }
        } finally {
            super.close();
        }
    }

    /** What comes from the client. Before this waits, the client must have what it is to answer. */
    private static final class Answer extends InputStream {
        private final InputStream in;
        private final Flight flight;

        Answer(InputStream in, Flight flight) {
            this.in = in;
            this.flight = flight;
        }

        @Override
        public int read() throws IOException {
            flight.sendWaiting();
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            flight.sendWaiting();
            return in.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Flight extends OutputStream {
        private final OutputStream out;
        private final ReentrantLock sending = new ReentrantLock();
        private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
        private volatile boolean holding;
        private volatile boolean hasWaiting;

        Flight(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sending.lock();
            try {
                boolean waits = holding && waiting.size() + length <= LIMIT_BYTES;
                if (!waits && waiting.size() == 0) {
                    out.write(bytes, offset, length);
                    return;
                }
                waiting.write(bytes, offset, length);
                hasWaiting = true;
                if (!waits) {
                    send();
                }
            } finally {
                sending.unlock();
            }
        }

        void sendWaiting() throws IOException {
            if (!hasWaiting) {
                return;
            }
            sending.lock();
            try {
                send();
            } finally {
                sending.unlock();
            }
        }

        /** Whoever closes must not wait for a client that takes nothing. */
        void sendUnlessBusy() throws IOException {
            if (hasWaiting && sending.tryLock()) {
                try {
                    send();
                } finally {
                    sending.unlock();
                }
            }
        }

        private void send() throws IOException {
            byte[] all = waiting.toByteArray();
            waiting.reset();
            hasWaiting = false;
            if (all.length > 0) {
                out.write(all);
            }
        }
    }
}
