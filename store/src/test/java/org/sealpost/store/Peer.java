package org.sealpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a foreign program on our messages and theirs. */
final class Peer {
    private static final int LIMIT_SECONDS = 60;

    private final Path folder;
    private final Map<String, String> environment;

    Peer(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    record Result(int status, String output) {}

    /** Standard output and error together. */
    Result run(String... command) {
        return run(new byte[0], command);
    }

    Result run(byte[] input, String... command) {
        try {
            Path output = Files.createTempFile(folder, "peer", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input);
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " did not end");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
