package org.sealpost.protocols.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sealpost.pki.PemChain;
import org.sealpost.testkit.FreePort;

/** Debian's ACME test server, which looks at challenges like a real one, with a name server that leads everywhere to here. */
final class Pebble implements AutoCloseable {
    private static final int TRIES = 100;

    final int port = FreePort.find();
    final List<X509Certificate> roots;
    private final Path folder;
    private final int dns = FreePort.find();
    private final Process names;
    private Process server;

    /** {@code httpPort}: where it looks for challenges. */
    Pebble(Path folder, int httpPort) throws IOException {
        this.folder = folder;
        Files.writeString(
                folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "pebble.pem", "privateKey": "pebble.key", "httpPort": %d, "tlsPort": %d,
                 "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """.formatted(port, FreePort.find(), httpPort, FreePort.find()));
        shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout pebble.key -out pebble.pem"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -days 2");
        this.roots = PemChain.read(Files.readString(folder.resolve("pebble.pem")));
        this.names = process(
                "pebble-challtestsrv",
                "-defaultIPv6",
                "",
                "-defaultIPv4",
                "127.0.0.1",
                "-dns01",
                "127.0.0.1:" + dns,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                "127.0.0.1:" + FreePort.find());
        this.server = start();
    }

    String directory() {
        return "https://localhost:" + port + "/dir";
    }

    void stop() {
        end(server);
    }

    void startAgain() throws IOException {
        server = start();
    }

    private Process start() throws IOException {
        Process process = process("pebble", "-config", "pebble.json", "-strict", "-dnsserver", "127.0.0.1:" + dns);
        for (int tries = 0; tries < TRIES; tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return process;
            } catch (IOException e) {
                pause();
            }
        }
        throw new AssertionError("pebble does not answer: " + Files.readString(folder.resolve("pebble.log")));
    }

    private static void pause() {
        try {
            Thread.sleep(100);
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
        // Every third good nonce is refused, as the server does by itself: a client has to bear it.
        builder.environment().putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "30"));
        return builder.start();
    }

    private void shell(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    @Override
    public void close() {
        end(server);
        end(names);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
