package org.sealpost.protocols.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Accepts plain connections and wraps each in TLS with the certificate of the moment. */
final class ReloadedServerSockets extends ServerSocketFactory {
    private final Supplier<SSLContext> tls;
    private final Guests guests;

    ReloadedServerSockets(Supplier<SSLContext> tls, Guests guests) {
        this.tls = tls;
        this.guests = guests;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new Wrapping(port, 0, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new Wrapping(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return new Wrapping(port, backlog, address);
    }

    private final class Wrapping extends ServerSocket {
        Wrapping(int port, int backlog, @org.jspecify.annotations.Nullable InetAddress address) throws IOException {
            super(port, backlog, address);
        }

        @Override
        public Socket accept() throws IOException {
            Socket plain = guests.next(this::implAccept);
            // The handshake runs later, on the connection's own thread, so that a slow client holds up nobody.
            SSLSocket wrapped = (SSLSocket) tls.get()
                    .getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
            wrapped.setUseClientMode(false);
            return wrapped;
        }
    }
}
