package org.sealpost.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a foreign program did: its exit code and all that it printed. */
record Run(int exit, byte[] bytes) {
    private static final long PATIENCE_SECONDS = 120;

    static Run of(String... command) {
        return of(Arrays.asList(command));
    }

    static Run of(List<String> command) {
        try {
            Path output = Files.createTempFile("sealpost-run", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.getFirst() + " did not end; it said " + Files.readString(output));
            }
            Run run = new Run(process.exitValue(), Files.readAllBytes(output));
            Files.delete(output);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
