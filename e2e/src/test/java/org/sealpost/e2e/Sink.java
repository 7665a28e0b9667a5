package org.sealpost.e2e;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Somebody else's mail server: takes every message over SMTP and keeps it with its envelope. */
final class Sink implements AutoCloseable {
    private final ServerSocket server;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

    /** A message as it came over the wire, dots unstuffed. */
    record Message(String from, List<String> to, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    Sink() {
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** For the configuration: all mail to the outside goes here. */
    String asSmartHost() {
        return "delivery.smart_host = \"127.0.0.1:" + server.getLocalPort() + "\"";
    }

    int port() {
        return server.getLocalPort();
    }

    Message next() {
        try {
            Message message = messages.poll(40, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message left the house");
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isEmptyFor(long millis) {
        try {
            return messages.poll(millis, TimeUnit.MILLISECONDS) == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(out, "220 sink");
            String from = "";
            List<String> to = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.toUpperCase(java.util.Locale.ROOT);
                if (verb.startsWith("EHLO")) {
                    say(out, "250-sink", "250-8BITMIME", "250 PIPELINING");
                } else if (verb.startsWith("MAIL FROM:")) {
                    from = path(line);
                    to = new ArrayList<>();
                    say(out, "250 ok");
                } else if (verb.startsWith("RCPT TO:")) {
                    to.add(path(line));
                    say(out, "250 ok");
                } else if (verb.equals("DATA")) {
                    say(out, "354 go on");
                    messages.add(new Message(from, to, data(in)));
                    say(out, "250 taken");
                } else if (verb.equals("QUIT")) {
                    say(out, "221 bye");
                    return;
                } else {
                    say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // The other side went away; what was taken is kept.
            return;
        }
    }

    private static byte[] data(BufferedReader in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            String unstuffed = line.startsWith(".") ? line.substring(1) : line;
            content.writeBytes((unstuffed + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        return content.toByteArray();
    }

    private static String path(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
