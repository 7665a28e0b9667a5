package org.sealpost.protocols.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Channel;

/** One client's connection, in the clear at first or not. Used by the one thread that serves it. */
public final class Connection implements AutoCloseable {
    private static final int HANDSHAKE_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int HEAR_OUT_MILLIS = 1_000;
    private static final long HEAR_OUT_BYTES = 4L * 1024 * 1024;

    private final Supplier<SSLContext> certificates;
    private final boolean asking;
    private final String clientAddress;
    private final Socket accepted;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean secure;
    private volatile @Nullable LoggedIn login;

    Connection(Socket socket, Limits limits, Listen listen, Supplier<SSLContext> certificates) throws IOException {
        this.accepted = socket;
        this.socket = socket;
        this.certificates =
                listen.asking().<Supplier<SSLContext>>map(tls -> tls).orElse(certificates);
        this.asking = listen.asking().isPresent();
        this.clientAddress = socket.getInetAddress().getHostAddress();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoTimeout(Math.toIntExact(limits.beforeLogin().toMillis()));
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    public String clientAddress() {
        return clientAddress;
    }

    public boolean isSecure() {
        return secure;
    }

    /** Where bytes come from now; another one after {@link #startTls}. */
    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return out;
    }

    public void writeLine(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Somebody is known now, who may be idle for long. */
    public void loggedIn(LoggedIn who, Duration idle) throws IOException {
        socket.setSoTimeout(Math.toIntExact(idle.toMillis()));
        login = who;
    }

    boolean isLoggedIn() {
        return login != null;
    }

    /** False if whoever is logged in here may not be any more; true before the login. */
    public boolean loginCounts() {
        LoggedIn who = login;
        return who == null || who.counts();
    }

    /**
     * Whether the client waits for our answer. What it sent in the clear behind its STARTTLS must not be taken for something
     * that it sent protected (RFC 9051 section 11.1), so that none may be there before we answer.
     */
    public boolean clientIsWaiting() throws IOException {
        return in.available() == 0;
    }

    /** Begins TLS, as server. */
    public void startTls() throws IOException {
        int timeout = socket.getSoTimeout();
        SSLSocket secured = (SSLSocket)
                certificates.get().getSocketFactory().createSocket(socket, clientAddress, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.setWantClientAuth(asking);
        secured.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSoTimeout(HANDSHAKE_MILLIS);
        handshake(secured);
        secured.setSoTimeout(timeout);
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream(), BUFFER_BYTES);
        out = secured.getOutputStream();
        secure = true;
    }

    private void handshake(SSLSocket secured) throws IOException {
        hold(true);
        try {
            secured.startHandshake();
        } finally {
            hold(false);
        }
    }

    private void hold(boolean holding) throws IOException {
        if (accepted instanceof FlightSocket flights && !flights.isClosed()) {
            flights.hold(holding);
        }
    }

    public Optional<SSLSession> tlsSession() {
        return socket instanceof SSLSocket secured ? Optional.of(secured.getSession()) : Optional.empty();
    }

    /** What a login may rest on of the connection as it is now. */
    public Channel channel() {
        Optional<SSLSession> session = tlsSession();
        return Channel.of(
                session, session.filter(tls -> asking).map(Channel::shown).orElse(List.of()));
    }

    /** Puts something between us and the socket: compression. */
    public void wrap(InputStream inner, OutputStream outer) {
        this.in = inner;
        this.out = outer;
    }

    /**
     * Lets a client whose words were cut short come to their end, for a moment: a connection that is closed while bytes lie
     * unread is reset, and our last words with it (RFC 9293 section 3.10.4).
     */
    public void hearOut() {
        try {
            socket.setSoTimeout(HEAR_OUT_MILLIS);
            byte[] piece = new byte[BUFFER_BYTES];
            int count;
            for (long left = HEAR_OUT_BYTES; left > 0 && (count = in.read(piece)) >= 0; ) {
                left -= count;
            }
        } catch (IOException e) {
            // Silent or gone: we may hang up.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        if (accepted instanceof FlightSocket flights && flights.isBusy()) {
            // Somebody is writing to a client that takes nothing, and TLS would wait for its turn to say good-bye.
            flights.close();
        }
        // The alerts by which TLS says good-bye go out as one.
        hold(true);
        socket.close();
    }
}
