package org.sealpost.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Another mail server that sends one message after the other and notes which were acknowledged. */
final class SmtpClient {
    private SmtpClient() {}

    static void sendWhile(AtomicBoolean running, int port, String prefix, Set<String> acknowledged) {
        int number = 0;
        while (running.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Conversation conversation = new Conversation(socket);
                conversation.expect("220");
                conversation.say("EHLO peer.example", "250");
                while (running.get()) {
                    String name = prefix + number++;
                    conversation.say("MAIL FROM:<peer@elsewhere.example>", "250");
                    conversation.say("RCPT TO:<bob@sealpost.example>", "250");
                    conversation.say("DATA", "354");
                    conversation.say(
                            "From: peer@elsewhere.example\r\nSubject: " + name + "\r\n\r\n" + "text ".repeat(400)
                                    + "\r\n.",
                            "250");
                    acknowledged.add(name);
                }
            } catch (IOException e) {
                // The server was killed; what it had not acknowledged does not count.
                return;
            }
        }
    }

    private record Conversation(BufferedReader in, OutputStream out) {
        Conversation(Socket socket) throws IOException {
            this(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)),
                    socket.getOutputStream());
        }

        void say(String line, String reply) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            expect(reply);
        }

        void expect(String reply) throws IOException {
            String line = in.readLine();
            while (line != null && line.startsWith(reply + "-")) {
                line = in.readLine();
            }
            if (line == null || !line.startsWith(reply)) {
                throw new IOException("expected " + reply + ": " + line);
            }
        }
    }
}
