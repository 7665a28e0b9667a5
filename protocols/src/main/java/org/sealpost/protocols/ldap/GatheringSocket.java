package org.sealpost.protocols.ldap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ServerSocketFactory;

/**
 * A connection on which an answer of several messages goes out in one piece, instead of a packet for each: what one thread
 * writes while it gathers is sent with the first byte that it writes after.
 */
final class GatheringSocket extends Socket {
    private static final int LIMIT_BYTES = 64 * 1024;
    private static final ThreadLocal<Boolean> GATHERING = ThreadLocal.withInitial(() -> false);

    private final Guests guests;
    private final AtomicBoolean left = new AtomicBoolean();

    GatheringSocket(Guests guests) {
        this.guests = guests;
    }

    /** From now on this thread's answers wait, as far as there is room. */
    static void gather() {
        GATHERING.set(true);
    }

    /** What this thread writes next takes along all that waits. */
    static void release() {
        GATHERING.set(false);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Gathering(super.getOutputStream());
    }

    @Override
    public void close() throws IOException {
        if (getInetAddress() != null && left.compareAndSet(false, true)) {
            guests.leave(getInetAddress());
        }
        super.close();
    }

    /** Closes a connection that never came in. */
    void turnAway() throws IOException {
        left.set(true);
        close();
    }

    /** Accepts such connections. */
    private static ServerSocket listening(Guests guests, int port, int backlog, InetAddress address)
            throws IOException {
        return new ServerSocket(port, backlog, address) {
            @Override
            public Socket accept() throws IOException {
                return guests.next(this::implAccept);
            }
        };
    }

    static ServerSocketFactory factory(Guests guests) {
        return new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket(int port) throws IOException {
                return listening(guests, port, 0, InetAddress.getLoopbackAddress());
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) throws IOException {
                return listening(guests, port, backlog, InetAddress.getLoopbackAddress());
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
                return listening(guests, port, backlog, address);
            }
        };
    }

    private static final class Gathering extends OutputStream {
        private final OutputStream out;
        private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

        Gathering(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            boolean waits = GATHERING.get() && waiting.size() + length <= LIMIT_BYTES;
            if (waits || waiting.size() > 0) {
                waiting.write(bytes, offset, length);
            }
            if (waits) {
                return;
            }
            if (waiting.size() == 0) {
                out.write(bytes, offset, length);
                return;
            }
            byte[] all = waiting.toByteArray();
            waiting.reset();
            out.write(all);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
