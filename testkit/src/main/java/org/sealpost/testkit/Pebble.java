package org.sealpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's ACME test server, which looks at challenges like a real one, with a name server that leads every name to this machine.
 * A machine without it fails the test.
 */
public final class Pebble implements AutoCloseable {
    private static final int TRIES = 100;
    private static final int PAUSE_MILLIS = 100;
    private static final int STOP_SECONDS = 5;
    private static final String HERE = "127.0.0.1";

    private final Path folder;
    private final int port;
    private final int dns;
    private final Process names;
    private Process server;

    /**
     * Starts it.
     *
     * @param folder for its files
     * @param port at which it answers
     * @param httpPort where it looks for challenges
     */
    public Pebble(Path folder, int port, int httpPort) throws IOException {
        this.folder = folder;
        this.port = port;
        this.dns = FreePort.find();
        Files.writeString(
                folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "pebble.pem", "privateKey": "pebble.key", "httpPort": %d, "tlsPort": %d,
                 "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """.formatted(port, FreePort.find(), httpPort, FreePort.find()));
        if (!Files.exists(root(folder))) {
            makeRoot(folder);
        }
        this.names = process(
                "pebble-challtestsrv",
                "-defaultIPv6",
                "",
                "-defaultIPv4",
                HERE,
                "-dns01",
                HERE + ":" + dns,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                HERE + ":" + FreePort.find());
        this.server = start();
    }

    /** The address of the directory of one that answers at this port. */
    public static String directory(int port) {
        return "https://localhost:" + port + "/dir";
    }

    /** The certificate by which its TLS is trusted, PEM. */
    public static Path root(Path folder) {
        return folder.resolve("pebble.pem");
    }

    /** Makes that certificate, for who needs it before the server starts. */
    public static void makeRoot(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        "pebble.key",
                        "-out",
                        "pebble.pem",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-days",
                        "2")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("openssl made no certificate: " + said);
        }
    }

    public String directory() {
        return directory(port);
    }

    /** Stops it; it forgets all accounts. */
    public void stop() {
        end(server);
    }

    public void startAgain() throws IOException {
        server = start();
    }

    private Process start() throws IOException {
        Process process = process("pebble", "-config", "pebble.json", "-strict", "-dnsserver", HERE + ":" + dns);
        for (int tries = 0; tries < TRIES; tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PAUSE_MILLIS);
                return process;
            } catch (IOException e) {
                pause();
            }
        }
        throw new IOException("pebble does not answer: " + Files.readString(folder.resolve("pebble.log")));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process process(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("pebble.log").toFile()));
        // Many good nonces are refused, as the server does by itself: a client has to bear it.
        builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "30"));
        return builder.start();
    }

    @Override
    public void close() {
        end(server);
        end(names);
    }

    private static void end(Process process) {
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
