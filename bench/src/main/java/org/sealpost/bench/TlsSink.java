package org.sealpost.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that takes messages over STARTTLS only, throws them away and counts, since Postfix's smtp-sink has no TLS. */
public final class TlsSink {
    private static final int TOLD_EVERY_MILLIS = 20;

    private final SSLContext tls;
    private final AtomicLong messages = new AtomicLong();

    private TlsSink(SSLContext tls) {
        this.tls = tls;
    }

    /** Arguments: port, a PKCS #12 file with the key and certificate, its password. Prints {@code mesg=} with the count as it grows. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
            keys.load(in, arguments[2].toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, arguments[2].toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        TlsSink sink = new TlsSink(context);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 1024);
            Thread.ofPlatform().daemon().start(() -> sink.accept(server));
            sink.tell();
        }
    }

    private void tell() throws InterruptedException {
        long told = -1;
        while (true) {
            long now = messages.get();
            if (now != told) {
                System.out.println("mesg=" + now);
                told = now;
            }
            Thread.sleep(TOLD_EVERY_MILLIS);
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                System.err.println("cannot accept: " + e.getMessage());
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            plain.setTcpNoDelay(true);
            if (new Session(plain, false).run()) {
                try (SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true)) {
                    new Session(secure, true).run();
                }
            }
        } catch (IOException e) {
            // A client that has gone is what ends most sessions.
            return;
        }
    }

    /** What is said before the handshake, or after it. */
    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private final boolean secure;

        Session(Socket socket, boolean secure) throws IOException {
            this.in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
            this.out = socket.getOutputStream();
            this.secure = secure;
        }

        /** Whether the client wants TLS next. */
        boolean run() throws IOException {
            if (!secure) {
                say("220 sink ESMTP");
            }
            while (true) {
                String verb = line().toUpperCase(Locale.ROOT).split("[ :]", 2)[0];
                switch (verb) {
                    case "EHLO" ->
                        say(secure ? "250-sink\r\n250-PIPELINING\r\n250 8BITMIME" : "250-sink\r\n250 STARTTLS");
                    case "STARTTLS" -> {
                        say("220 go ahead");
                        return true;
                    }
                    case "DATA" -> {
                        say("354 go ahead");
                        content();
                        messages.incrementAndGet();
                        say("250 thrown away");
                    }
                    case "QUIT" -> {
                        say("221 good bye");
                        return false;
                    }
                    default -> say(secure ? "250 ok" : "530 5.7.0 STARTTLS first");
                }
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the client has gone");
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }

        private void content() throws IOException {
            int matched = 2;
            while (matched < END.length()) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the client has gone");
                }
                if (next == END.charAt(matched)) {
                    matched++;
                } else {
                    matched = next == '\r' ? 1 : 0;
                }
            }
        }

        private void say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    /** The end of the content; a line has ended before it begins. */
    private static final String END = "\r\n.\r\n";
}
