package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks programs of the operating system. What they print is never logged. */
interface Commands {
    /** The real ones. */
    Commands SYSTEM = Commands::run;

    /**
     * What the program prints.
     *
     * @throws IOException if it is missing, does not end in time or ends in failure
     */
    String output(String... command) throws IOException;

    private static String run(String... command) throws IOException {
        final int patienceSeconds = 5;
        final int longestOutput = 4 * 1024 * 1024;
        Process process = new ProcessBuilder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        // A program that hangs is ended, which also ends the reading.
        Thread watch = Thread.ofVirtual().start(() -> end(process, patienceSeconds));
        try (InputStream in = process.getInputStream()) {
            String text = new String(in.readNBytes(longestOutput), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " ended with " + process.exitValue());
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            watch.interrupt();
        }
    }

    private static void end(Process process, int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
