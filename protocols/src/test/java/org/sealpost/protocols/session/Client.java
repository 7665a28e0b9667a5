package org.sealpost.protocols.session;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.sealpost.protocols.sasl.Channel;

/** A mail client that knows nothing of the protocol: it writes lines and reads lines. */
public final class Client implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final SSLContext trusting;
    private Socket socket;
    private InputStream in;

    private Client(Socket socket, SSLContext trusting) throws IOException {
        this.socket = socket;
        this.trusting = trusting;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        // Lines that are written one by one would each wait for the other side's delayed acknowledgement.
        socket.setTcpNoDelay(true);
        this.in = new java.io.BufferedInputStream(socket.getInputStream());
    }

    public static Client plain(InetSocketAddress address) throws IOException {
        // Made by now, so that no server waits for it.
        SSLContext trusting = TestTls.client();
        return new Client(new Socket(address.getAddress(), address.getPort()), trusting);
    }

    public static Client secure(InetSocketAddress address) throws IOException {
        Client client = plain(address);
        client.startTls();
        return client;
    }

    public void startTls() throws IOException {
        SSLSocket secured =
                (SSLSocket) trusting.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new java.io.BufferedInputStream(secured.getInputStream());
    }

    public Client send(String line) throws IOException {
        return sendBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public Client sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** What both ends know of the connection. */
    public Channel channel() {
        return Channel.of(Optional.of(((SSLSocket) socket).getSession()), List.of());
    }

    /** The next line, each byte a character. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("connection closed after: " + line);
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(next);
        }
    }

    public byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    public boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** Reads lines up to and with the first that starts so. */
    public List<String> until(String start) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (!lines.getLast().startsWith(start));
        return lines;
    }

    /** Sends an IMAP command and reads to its tagged answer. */
    public List<String> imap(String command) throws IOException {
        send("t " + command);
        return until("t ");
    }

    /** The same, and the answer must be OK. */
    public List<String> ok(String command) throws IOException {
        List<String> lines = imap(command);
        if (!lines.getLast().startsWith("t OK")) {
            throw new AssertionError(command + " was answered with " + lines);
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
