package org.sealpost.protocols.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.sealpost.protocols.session.AnyPeer;

/** Comes to a door as a mail program does, whatever it speaks, and looks which certificate it is shown. Sends nothing else. */
public final class DoorProbe {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LINES_LIMIT = 100;
    private static final int LINE_LIMIT = 4_096;
    private static final Set<String> AT_ONCE = Set.of("submissions", "imaps", "pop3s", "ldaps", "https", "enroll");

    private static final List<Step> SMTP =
            List.of(new Step("", "220 "), new Step("EHLO localhost", "250 "), new Step("STARTTLS", "220 "));
    private static final Map<String, List<Step>> STARTED = Map.of(
            "smtp", SMTP,
            "submission", SMTP,
            "imap", List.of(new Step("", "* OK"), new Step("a STARTTLS", "a OK")),
            "pop3", List.of(new Step("", "+OK"), new Step("STLS", "+OK")),
            "sieve", List.of(new Step("", "OK"), new Step("STARTTLS", "OK")));

    /** The extended operation 1.3.6.1.4.1.1466.20037, RFC 4511 section 4.14. */
    private static final byte[] LDAP_START_TLS =
            HexFormat.of().parseHex("301d02010177188016312e332e362e312e342e312e313436362e3230303337");

    private DoorProbe() {}

    /** What is said, and how the answer to it begins that lets one go on. */
    private record Step(String say, String answer) {}

    /** What a client saw. */
    public record Seen(String version, List<X509Certificate> chain) {
        public Seen {
            chain = List.copyOf(chain);
        }
    }

    /** Whether this door, as the configuration names it, has TLS at all. */
    public static boolean knows(String door) {
        return AT_ONCE.contains(door) || STARTED.containsKey(door) || door.equals("ldap");
    }

    /**
     * Connects and makes the handshake.
     *
     * @param name the host name that is asked for
     * @throws IOException if there is no TLS
     */
    public static Seen look(String door, InetSocketAddress at, String name) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(at, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (door.equals("ldap")) {
                startLdap(socket);
            } else {
                for (Step step : STARTED.getOrDefault(door, List.of())) {
                    take(socket, step);
                }
            }
            SSLSocket secured = (SSLSocket) anybody().getSocketFactory().createSocket(socket, name, at.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return new Seen(secured.getSession().getProtocol(), Tls.peerCertificates(secured));
        }
    }

    /** What is shown is judged by whoever asked. */
    private static SSLContext anybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyPeer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static void take(Socket socket, Step step) throws IOException {
        if (!step.say().isEmpty()) {
            socket.getOutputStream().write((step.say() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        String line = "";
        for (int i = 0; i < LINES_LIMIT; i++) {
            line = line(socket.getInputStream());
            if (line.startsWith(step.answer())) {
                return;
            }
            if (line.matches("[45]\\d\\d.*|-ERR.*|(a )?(NO|BAD).*")) {
                break;
            }
        }
        throw new IOException("no TLS is offered; the answer was: " + line);
    }

    /** Byte by byte, so that nothing of the handshake is taken. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() == LINE_LIMIT) {
                throw new IOException("the door was shut after: " + line.toString(StandardCharsets.UTF_8));
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private static void startLdap(Socket socket) throws IOException {
        socket.getOutputStream().write(LDAP_START_TLS);
        InputStream in = socket.getInputStream();
        int tag = in.read();
        int length = in.read();
        if (tag != 0x30 || length < 0 || length > 127 || in.readNBytes(length).length != length) {
            throw new IOException("no answer to StartTLS");
        }
    }
}
