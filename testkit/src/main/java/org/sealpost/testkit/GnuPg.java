package org.sealpost.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** GnuPG with a home of its own: the peer with which OpenPGP mail is exchanged in tests. */
public final class GnuPg {
    private static final int SECONDS = 60;

    private final Path home;

    /** With an empty home. */
    public GnuPg() throws IOException {
        // The path of a socket has room for about a hundred characters.
        this.home = TestFolders.make("gpg");
    }

    /** What a call printed. */
    public record Answer(int status, byte[] output, String messages) {
        public String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    /** Runs gpg with this on its standard input. */
    public Answer run(byte[] input, String... arguments) throws IOException, InterruptedException {
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
    public Path file(String name, byte[] bytes) throws IOException {
        return Files.write(home.resolve(name), bytes);
    }

    /** As {@link #run}, and it must end well. */
    public Answer must(byte[] input, String... arguments) throws IOException, InterruptedException {
        Answer answer = run(input, arguments);
        if (answer.status() != 0) {
            throw new IOException("gpg failed: " + answer.messages());
        }
        return answer;
    }

    /** Ends its agent, too, which would live on. */
    public void stop() throws IOException, InterruptedException {
        start(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"), new byte[0]);
    }
}
