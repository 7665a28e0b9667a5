package org.sealpost.protection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.TestFolders;

/** GnuPG with a home of its own: the peer with which OpenPGP mail is exchanged in tests. */
final class GnuPg {
    private static final int SECONDS = 60;

    private final Path home;

    GnuPg() throws IOException {
        // The path of a socket has room for about a hundred characters.
        this.home = TestFolders.make("gpg");
    }

    /** What a call printed. */
    record Answer(int status, byte[] output, String messages) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    Answer run(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                ""));
        command.addAll(List.of(arguments));
        return start(command, input);
    }

    private Answer start(List<String> command, byte[] input) throws IOException, InterruptedException {
        Path in = Files.write(home.resolve("input"), input);
        Path out = home.resolve("output");
        Path messages = home.resolve("messages");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(messages.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("gpg did not end");
        }
        return new Answer(process.exitValue(), Files.readAllBytes(out), Files.readString(messages));
    }

    /** Puts bytes into a file that a call can name. */
    Path file(String name, byte[] bytes) throws IOException {
        return Files.write(home.resolve(name), bytes);
    }

    Answer must(byte[] input, String... arguments) throws IOException, InterruptedException {
        Answer answer = run(input, arguments);
        if (answer.status() != 0) {
            throw new IOException("gpg failed: " + answer.messages());
        }
        return answer;
    }

    void stop() throws IOException, InterruptedException {
        // Its agent would live on.
        start(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"), new byte[0]);
    }
}
