package org.sealpost.protocols.files.reader;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads files for a server that started it: each comes on standard input, what was found goes to standard output. It ends when the
 * server is gone, and when a file takes longer than its server waits.
 */
public final class Main {
    private static final long WATCH_MILLIS = 500;
    private static final int TOO_LONG = 3;

    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile long busySince;

    private Main(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /** {@code arguments}: how many milliseconds one file may take. */
    public static void main(String[] arguments) throws IOException {
        InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        // What a library prints must not come between the answers.
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Main main = new Main(in, out);
        main.watch(Duration.ofMillis(Long.parseLong(arguments[0])));
        main.serve();
    }

    private void serve() throws IOException {
        try {
            while (true) {
                Wire.Question question = Wire.question(in);
                busySince = System.nanoTime() | 1;
                Wire.answer(out, answer(question));
                busySince = 0;
            }
        } catch (EOFException e) {
            // The server has no more files, or is gone.
            Runtime.getRuntime().halt(0);
        }
    }

    private static Wire.Answer answer(Wire.Question question) {
        Found found = new Found(question.textLimit());
        if (question.complete()) {
            FileKinds.read(question.file(), found);
        } else {
            found.unread();
        }
        return found.answer();
    }

    private void watch(Duration patience) {
        Optional<Long> server = parent();
        Thread.ofPlatform().daemon().name("watch").start(() -> {
            while (true) {
                long since = busySince;
                boolean late = since != 0 && System.nanoTime() - since > patience.toNanos();
                if (late || !parent().equals(server)) {
                    Runtime.getRuntime().halt(TOO_LONG);
                }
                try {
                    Thread.sleep(WATCH_MILLIS);
                } catch (InterruptedException e) {
                    Runtime.getRuntime().halt(TOO_LONG);
                }
            }
        });
    }

    /** Another one, once the server is gone. */
    private static Optional<Long> parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid);
    }
}
