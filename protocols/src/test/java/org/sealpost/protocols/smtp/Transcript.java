package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Plays a session from a file: {@code C:} lines are sent, {@code S:} lines are awaited. A server line in the file is the
 * start of what the server says. {@code TLS} is a handshake, {@code END} awaits that the server hangs up, {@code ON kind}
 * chooses the listener. {@code C&:} sends a line together with the next one; \\n in it is a bare LF. Lines with # are comments.
 */
final class Transcript {
    private Transcript() {}

    static void play(TestDoor door, String name) throws IOException {
        List<String> lines = lines(name);
        SmtpListener listener = switch (lines.getFirst().toUpperCase(Locale.ROOT)) {
            case "ON SUBMISSION" -> TestDoor.SUBMISSION;
            case "ON SUBMISSIONS" -> TestDoor.SUBMISSIONS;
            default -> TestDoor.INTERNET;
        };
        try (RawClient client = new RawClient(door.port(listener))) {
            StringBuilder together = new StringBuilder();
            for (String line : lines.subList(1, lines.size())) {
                step(client, name, line, together);
            }
        }
    }

    private static void step(RawClient client, String name, String line, StringBuilder together) throws IOException {
        if (line.startsWith("C&:")) {
            together.append(line.substring(3).stripLeading().replace("\\n", "\n"))
                    .append("\r\n");
        } else if (line.startsWith("C:")) {
            client.send(together + line.substring(2).replaceFirst("^ ", "") + "\r\n");
            together.setLength(0);
        } else if (line.startsWith("S:")) {
            assertThat(client.line()).as(name).startsWith(line.substring(2).strip());
        } else if (line.equals("TLS")) {
            client.handshake();
        } else if (line.equals("END")) {
            assertThat(client.line()).as(name).isEmpty();
        } else {
            throw new IllegalArgumentException(name + ": " + line);
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Transcript.class.getResourceAsStream(name + ".txt"), name + ".txt")) {
            List<String> lines = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
            return lines;
        }
    }
}
