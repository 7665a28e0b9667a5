package org.sealpost.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client that speaks lines over TLS and trusts nothing but one root; keeps a session open as long as a test likes. */
final class TlsClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    TlsClient(int port, Path root) {
        try {
            this.socket = trusting(root).getSocketFactory().createSocket("localhost", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trusting(Path root) throws IOException, GeneralSecurityException {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        try (InputStream file = Files.newInputStream(root)) {
            roots.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A session of IMAP in which somebody has logged in. */
    static TlsClient imap(Demo demo, String address, String password) throws IOException {
        TlsClient client = new TlsClient(demo.port("imaps"), demo.ca());
        client.line();
        client.imap("LOGIN " + address + " \"" + password + "\"");
        return client;
    }

    /** The same for POP3. */
    static TlsClient pop3(Demo demo, String address, String password) throws IOException {
        TlsClient client = new TlsClient(demo.port("pop3s"), demo.ca());
        client.line();
        client.say("USER " + address);
        String answer = client.say("PASS " + password);
        if (!answer.startsWith("+OK")) {
            throw new IOException("no login: " + answer);
        }
        return client;
    }

    /** Sends a line and reads the first line of the answer. */
    String say(String line) throws IOException {
        send((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return line();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends an IMAP command, which must succeed; all lines of the answer. */
    List<String> imap(String command) throws IOException {
        send(("t " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (!lines.getLast().startsWith("t ") && !lines.getLast().startsWith("+"));
        if (lines.getLast().startsWith("t NO") || lines.getLast().startsWith("t BAD")) {
            throw new IOException(command + " was answered with " + lines);
        }
        return lines;
    }

    /** The next line without its end, each byte a character; empty if the server has closed. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(next);
        }
    }

    byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** The bytes up to a line with a dot alone, as RFC 1939 frames them, unframed. */
    byte[] dotted() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String line = lineWithEnd(); !line.equals(".\r\n"); line = lineWithEnd()) {
            all.writeBytes((line.startsWith(".") ? line.substring(1) : line).getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toByteArray();
    }

    private String lineWithEnd() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int last = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed within a message");
            }
            line.write(next);
            if (next == '\n' && last == '\r') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            last = next;
        }
    }

    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
