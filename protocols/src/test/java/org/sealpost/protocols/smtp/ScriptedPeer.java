package org.sealpost.protocols.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another mail server that answers as a test tells it: the reply to the longest start of a line that is known, else 250. The
 * reply "HANG UP" closes the connection. It never makes a TLS handshake.
 */
final class ScriptedPeer implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, String> replies;
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    ScriptedPeer(Map<String, String> replies) throws IOException {
        this(replies, InetAddress.getLoopbackAddress());
    }

    ScriptedPeer(Map<String, String> replies, InetAddress at) throws IOException {
        this.server = new ServerSocket(0, 50, at);
        this.replies = Map.copyOf(replies);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            heard.add("closed");
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            boolean inContent = false;
            if (!answer(socket, "CONNECT", "220 peer ESMTP")) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (inContent && !line.equals(".")) {
                    continue;
                }
                inContent = line.equals("DATA") && reply(line, "354 go").startsWith("354");
                if (!answer(socket, line, line.equals("DATA") ? "354 go" : "250 2.0.0 ok")) {
                    return;
                }
            }
        } catch (IOException e) {
            heard.add("broken off");
        }
    }

    private boolean answer(Socket socket, String line, String otherwise) throws IOException {
        String reply = reply(line, otherwise);
        if (reply.equals("HANG UP")) {
            return false;
        }
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        return !reply.startsWith("421");
    }

    private String reply(String line, String otherwise) {
        return replies.keySet().stream()
                .filter(line::startsWith)
                .max(java.util.Comparator.comparingInt(String::length))
                .map(key -> replies.getOrDefault(key, otherwise))
                .orElse(otherwise);
    }

    List<String> heard() {
        return Collections.unmodifiableList(heard);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
