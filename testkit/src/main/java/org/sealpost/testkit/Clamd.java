package org.sealpost.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's ClamAV daemon with one signature of our own: that of the EICAR test file. A machine without it fails the test.
 */
public final class Clamd implements AutoCloseable {
    /** The harmless text that every scanner finds, in two pieces so that no scanner finds it here. */
    public static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    /** More than this it does not take. */
    public static final int LIMIT_BYTES = 3 * 1024 * 1024;

    private static final int TRIES = 300;
    private static final int PAUSE_MILLIS = 100;
    private static final int STOP_SECONDS = 10;
    /** In ClamAV's own form: name, any type, any place, the text in hex. */
    private static final String SIGNATURE = "Sealpost.Test.EICAR:0:*:"
            + "58354f2150254041505b345c505a58353428505e2937434329377d24"
            + "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n";

    private final Path socket;
    private final Process process;

    private Clamd(Path socket, Process process) {
        this.socket = socket;
        this.process = process;
    }

    /** Returns once it answers. */
    public static Clamd start() throws IOException {
        Path folder = TestFolders.make("clamd");
        Path signatures = Files.createDirectory(folder.resolve("db"));
        Files.writeString(signatures.resolve("test.ndb"), SIGNATURE);
        Path socket = folder.resolve("clamd.ctl");
        Path configuration = Files.write(
                folder.resolve("clamd.conf"),
                List.of(
                        "LocalSocket " + socket,
                        "DatabaseDirectory " + signatures,
                        "StreamMaxLength 3M",
                        "AlertExceedsMax yes",
                        "Foreground yes"));
        Path log = folder.resolve("clamd.log");
        Process process = new ProcessBuilder("/usr/sbin/clamd", "--config-file=" + configuration)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            for (int i = 0; i < TRIES && !Files.exists(socket); i++) {
                if (!process.isAlive()) {
                    throw new IOException("clamd does not run: " + Files.readString(log));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!Files.exists(socket)) {
            process.destroyForcibly();
            throw new IOException("clamd does not answer: " + Files.readString(log));
        }
        return new Clamd(socket, process);
    }

    /** Where it listens. */
    public String socket() {
        return socket.toString();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            // Else nobody would find that it is gone.
            Files.deleteIfExists(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
