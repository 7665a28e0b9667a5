package org.sealpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of Debian's that runs until it is closed. */
final class Daemon implements AutoCloseable {
    private static final int TRIES = 600;
    private static final int PAUSE_MILLIS = 100;
    private static final int STOP_SECONDS = 10;

    private final int port;
    private final Process process;

    private Daemon(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Returns once it listens on this port of loopback. */
    static Daemon start(List<String> command, int port, Path folder) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            if (answers(port)) {
                return new Daemon(port, process);
            }
            pause();
        }
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " does not run: " + Files.readString(log));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
