package org.sealpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's SpamAssassin daemon with two rules of our own. A machine without it fails the test. */
public final class Spamd implements AutoCloseable {
    /** The text that every filter gives a thousand points. */
    public static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    /** It gets six points of five. */
    public static final String SUSPICIOUS = "a little suspicious";

    private static final int TRIES = 300;
    private static final int PAUSE_MILLIS = 100;
    private static final int STOP_SECONDS = 10;

    private final int port;
    private final Process process;

    private Spamd(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Returns once it answers. */
    public static Spamd start() throws IOException {
        Path folder = TestFolders.make("spamd");
        // It runs as nobody, who must be able to read its rules.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path rules = Files.createDirectory(folder.resolve("rules"));
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.write(
                rules.resolve("test.cf"),
                List.of(
                        "required_score 5",
                        "body GTUBE /" + GTUBE.replace("*", "\\*").replace(".", "\\.") + "/",
                        "score GTUBE 1000",
                        "body LITTLE /" + SUSPICIOUS + "/",
                        "score LITTLE 6"));
        Files.writeString(site.resolve("test.pre"), "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        int port = FreePort.find();
        Path log = folder.resolve("spamd.log");
        Process process = new ProcessBuilder(
                        "/usr/sbin/spamd",
                        "--local",
                        "--nouser-config",
                        "--configpath=" + rules,
                        "--siteconfigpath=" + site,
                        "--helper-home-dir=" + folder,
                        "--max-children=2",
                        "--listen=127.0.0.1:" + port,
                        "--syslog=stderr",
                        "--username=nobody")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            if (answers(port)) {
                return new Spamd(port, process);
            }
            pause();
        }
        process.destroyForcibly();
        throw new IOException("spamd does not run: " + Files.readString(log));
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

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
