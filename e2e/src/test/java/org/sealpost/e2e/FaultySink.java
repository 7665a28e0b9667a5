package org.sealpost.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody else's mail server that behaves badly: it refuses for now, hangs up in the middle of a message or behind it without a
 * word, is slow, or leaves. It writes down each message that it is about to acknowledge.
 */
final class FaultySink implements AutoCloseable {
    /** Of a hundred transactions so many go well. */
    private static final int GOOD = 60;

    private final ServerSocket server;
    private final Random random;
    private final Map<String, List<Instant>> acknowledged = new ConcurrentHashMap<>();
    private volatile boolean faulty = true;

    /** What goes wrong with one transaction. */
    private enum Fault {
        NONE,
        LEAVES,
        NOT_NOW,
        HANGS_UP_IN_THE_MIDDLE,
        HANGS_UP_BEHIND_THE_END,
        REFUSES_THE_CONTENT,
        SLOW
    }

    FaultySink(long seed) {
        this.random = new Random(seed);
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

    /** When each message, by its Message-ID, was acknowledged; a moment later it was told. */
    Map<String, List<Instant>> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    void behave() {
        faulty = false;
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

    private synchronized Fault next() {
        if (!faulty || random.nextInt(100) < GOOD) {
            return Fault.NONE;
        }
        return Fault.values()[random.nextInt(Fault.values().length)];
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(out, "220 sink");
            Fault fault = Fault.NONE;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> say(out, "250-sink", "250-8BITMIME", "250 PIPELINING");
                    case "MAIL" -> {
                        fault = next();
                        say(out, fault == Fault.LEAVES ? "421 4.3.2 leaving" : "250 ok");
                        if (fault == Fault.LEAVES) {
                            return;
                        }
                    }
                    case "RCPT" -> say(out, fault == Fault.NOT_NOW ? "450 4.7.1 come back later" : "250 ok");
                    case "DATA" -> {
                        if (fault == Fault.NOT_NOW) {
                            say(out, "503 5.5.1 no recipient");
                        } else if (!content(in, out, fault)) {
                            return;
                        }
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // The other side went away; what was acknowledged is written down.
            return;
        }
    }

    /** Whether the connection goes on. */
    private boolean content(BufferedReader in, OutputStream out, Fault fault) throws IOException {
        say(out, "354 go on");
        String messageId = "";
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null || fault == Fault.HANGS_UP_IN_THE_MIDDLE && !messageId.isEmpty()) {
                return false;
            }
            if (messageId.isEmpty() && line.toLowerCase(java.util.Locale.ROOT).startsWith("message-id:")) {
                messageId = line.substring("message-id:".length()).strip();
            }
        }
        switch (fault) {
            case HANGS_UP_BEHIND_THE_END -> {
                return false;
            }
            case REFUSES_THE_CONTENT -> say(out, "451 4.3.0 not now");
            default -> {
                pause(fault == Fault.SLOW ? 400 : 0);
                // Before the word, so that whoever hears it is written down.
                acknowledged
                        .computeIfAbsent(messageId, id -> java.util.Collections.synchronizedList(new ArrayList<>()))
                        .add(Instant.now());
                say(out, "250 2.0.0 taken");
            }
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
