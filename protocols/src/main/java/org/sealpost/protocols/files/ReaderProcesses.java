package org.sealpost.protocols.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.files.reader.Wire;
import org.sealpost.transport.files.DocumentReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has files read in processes of their own: at most two at a time, started when there is something to read, ended when there is
 * nothing more, and replaced when one died of a file. A message has one of them for all of its files, and only for so long.
 */
public final class ReaderProcesses implements DocumentReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderProcesses.class);
    /** A process that read so many files makes room for a new one. */
    private static final int FILES_LIMIT = 500;

    private final Terms terms;
    private final Semaphore places;
    private final Deque<ReaderProcess> idle = new ArrayDeque<>();
    private boolean closed;

    /**
     * What is granted.
     *
     * @param processes how many at a time
     * @param file how long one file may take
     * @param message how long all files of one message may take
     * @param turn how long a message waits for its turn
     * @param idle how long a process waits for the next file
     */
    public record Terms(int processes, Duration file, Duration message, Duration turn, Duration idle) {
        public static final Terms STANDARD = new Terms(
                2, Duration.ofSeconds(20), Duration.ofSeconds(45), Duration.ofSeconds(90), Duration.ofSeconds(30));
    }

    public ReaderProcesses(Terms terms) {
        this.terms = terms;
        this.places = new Semaphore(terms.processes(), true);
    }

    @Override
    public Session open() {
        return new OneMessage();
    }

    /** Whose turn it is. */
    private final class OneMessage implements Session {
        private @Nullable ReaderProcess process;
        private boolean hasPlace;
        private boolean waitedInVain;
        private Duration left = terms.message();

        @Override
        public Document read(InputStream file, int textLimit) throws IOException {
            if (!takePlace() || left.isNegative() || left.isZero()) {
                return Document.UNREAD;
            }
            long begun = System.nanoTime();
            try {
                ReaderProcess one = process == null || !process.isFit() ? process() : process;
                process = one;
                Duration patience = left.compareTo(terms.file()) < 0 ? left : terms.file();
                Wire.Answer answer = one.read(file, textLimit, patience);
                return new Document(answer.type(), answer.text(), answer.whole(), answer.locked(), answer.files());
            } catch (ReaderFailure e) {
                LOG.warn("a document counts as not read; the process that reads: {}", e.getMessage());
                return Document.UNREAD;
            } finally {
                left = left.minusNanos(System.nanoTime() - begun);
            }
        }

        private boolean takePlace() {
            if (hasPlace || waitedInVain) {
                return hasPlace;
            }
            try {
                hasPlace = places.tryAcquire(terms.turn().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waitedInVain = !hasPlace;
            return hasPlace;
        }

        @Override
        public void close() {
            if (process != null) {
                giveBack(process);
                process = null;
            }
            if (hasPlace) {
                hasPlace = false;
                places.release();
            }
        }
    }

    private ReaderProcess process() throws ReaderFailure {
        for (Optional<ReaderProcess> one = waiting(); one.isPresent(); one = waiting()) {
            if (one.get().isFit()) {
                return one.get();
            }
        }
        try {
            return ReaderProcess.start(terms.file());
        } catch (IOException e) {
            throw new ReaderFailure("it cannot be started: " + e.getMessage(), e);
        }
    }

    private synchronized Optional<ReaderProcess> waiting() {
        return Optional.ofNullable(idle.poll());
    }

    private synchronized void giveBack(ReaderProcess process) {
        if (closed || !process.isFit() || process.files() >= FILES_LIMIT) {
            process.close();
            return;
        }
        idle.push(process);
        int files = process.files();
        Thread.ofVirtual().name("idle-reader").start(() -> {
            try {
                Thread.sleep(terms.idle());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            endIfIdleSince(process, files);
        });
    }

    private synchronized void endIfIdleSince(ReaderProcess process, int files) {
        if (process.files() == files && idle.remove(process)) {
            process.close();
        }
    }

    /** Those that wait for files. */
    synchronized List<Long> idle() {
        return idle.stream().map(ReaderProcess::pid).toList();
    }

    /** Ends those that wait; those that read end with their file. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(ReaderProcess::close);
        idle.clear();
    }
}
