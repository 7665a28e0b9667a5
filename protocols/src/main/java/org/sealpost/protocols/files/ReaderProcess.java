package org.sealpost.protocols.files;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.sealpost.protocols.files.reader.Main;
import org.sealpost.protocols.files.reader.Wire;

/**
 * One process that reads files. It has a small heap, an empty environment and nothing but its two pipes; the kernel lets it write no
 * file at all (prlimit(1)), so nothing of a message comes to lie on a disk, whatever a library or the JVM would like to keep there.
 */
final class ReaderProcess implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;
    /** How much longer the process waits before it ends itself than the server waits before it ends it. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private static final List<String> LIMITS =
            List.of("prlimit", "--fsize=0", "--core=0", "--nofile=256", "--as=" + 2L * 1024 * 1024 * 1024, "--");
    private static final List<String> SMALL = List.of(
            "-Xms16m",
            "-Xmx192m",
            "-Xss1m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:CompressedClassSpaceSize=32m",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");
    private static final List<String> WRITES_NOTHING = List.of(
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-Djava.io.tmpdir=/nonexistent",
            "-Djava.awt.headless=true",
            "-Dorg.apache.commons.logging.LogFactory=org.apache.commons.logging.impl.LogFactoryImpl",
            "-Dorg.apache.commons.logging.Log=org.sealpost.protocols.files.reader.Complaints");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Process process;
    private final DataOutputStream to;
    private final DataInputStream from;
    private final AtomicBoolean spoilt = new AtomicBoolean();
    private int files;

    private ReaderProcess(Process process) {
        this.process = process;
        this.to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), PIECE_BYTES));
        this.from = new DataInputStream(new BufferedInputStream(process.getInputStream(), PIECE_BYTES));
    }

    /** {@code patience}: how long one file may take. */
    static ReaderProcess start(Duration patience) throws IOException {
        List<String> command = new ArrayList<>(LIMITS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.addAll(WRITES_NOTHING);
        command.addAll(List.of(
                "-cp",
                classPath(),
                Main.class.getName(),
                Long.toString(patience.plus(MORE).toMillis())));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", PATH, "LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "2"));
        return new ReaderProcess(builder.start());
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    long pid() {
        return process.pid();
    }

    /** How many files it was given. */
    int files() {
        return files;
    }

    /** Whether another file may be given to it. */
    boolean isFit() {
        return !spoilt.get() && process.isAlive();
    }

    /**
     * Has a file read.
     *
     * @throws ReaderFailure if the process ended, answered nonsense, or took too long and was ended
     * @throws IOException if the file cannot be had
     */
    Wire.Answer read(InputStream file, int textLimit, Duration patience) throws IOException, ReaderFailure {
        files++;
        Thread deadline = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(patience);
                close();
            } catch (InterruptedException e) {
                // It answered in time.
            }
        });
        try {
            Optional<IOException> broken = give(file, textLimit);
            Wire.Answer answer = taken(() -> Wire.answer(from, textLimit));
            if (broken.isPresent()) {
                throw broken.get();
            }
            return answer;
        } finally {
            deadline.interrupt();
        }
    }

    /** Gives why the file cannot be had, if it cannot. */
    private Optional<IOException> give(InputStream file, int textLimit) throws ReaderFailure {
        taken(() -> {
            to.writeInt(textLimit);
            return to;
        });
        byte[] piece = new byte[PIECE_BYTES];
        long given = 0;
        try {
            for (int count = file.readNBytes(piece, 0, PIECE_BYTES);
                    count > 0 && given <= Wire.FILE_LIMIT_BYTES;
                    count = file.readNBytes(piece, 0, PIECE_BYTES)) {
                int length = count;
                given += length;
                taken(() -> {
                    Wire.piece(to, piece, length);
                    return to;
                });
            }
        } catch (IOException e) {
            finish(false);
            return Optional.of(e);
        }
        finish(given <= Wire.FILE_LIMIT_BYTES);
        return Optional.empty();
    }

    private void finish(boolean complete) throws ReaderFailure {
        taken(() -> {
            Wire.end(to, complete);
            return to;
        });
    }

    @FunctionalInterface
    private interface Talk<T> {
        T run() throws IOException;
    }

    private <T> T taken(Talk<T> talk) throws ReaderFailure {
        try {
            return talk.run();
        } catch (IOException e) {
            String what =
                    spoilt.get() ? "it took too long and was ended" : "it ended over the file, or answered nonsense";
            close();
            throw new ReaderFailure(what, e);
        }
    }

    /** Ends it at once, whatever it does. */
    @Override
    public void close() {
        spoilt.set(true);
        process.destroyForcibly();
    }
}
