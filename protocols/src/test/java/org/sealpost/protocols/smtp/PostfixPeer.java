package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** A Postfix of the test's own, from Debian's package, that passes all mail on to one port of this machine, or swallows it. */
final class PostfixPeer implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final String SERVICES = """
            pickup unix n - n 1 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            discard unix - - n - - discard
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path folder;
    private final String host;
    private final int port;

    private PostfixPeer(Path folder, String host, int port) {
        this.folder = folder;
        this.host = host;
        this.port = port;
    }

    static PostfixPeer passingOnTo(int doorPort) throws IOException, InterruptedException {
        return passingOnTo(doorPort, "");
    }

    /** {@code settings}: lines of main.cf. */
    static PostfixPeer passingOnTo(int doorPort, String settings) throws IOException, InterruptedException {
        int port = FreePort.find();
        return start(
                "relayhost = [127.0.0.1]:" + doorPort + "\n" + settings,
                List.of(listener("127.0.0.1", port, "")),
                "127.0.0.1",
                port);
    }

    /** Takes all mail and throws it away; its log tells. {@code chains}: key and certificates (PEM) by address, empty for no TLS. */
    static PostfixPeer swallowing(int port, Map<String, Optional<Path>> chains)
            throws IOException, InterruptedException {
        List<String> listeners = new ArrayList<>();
        chains.forEach((address, chain) -> listeners.add(listener(
                address,
                port,
                chain.map(file -> " -o smtpd_tls_security_level=may -o smtpd_tls_chain_files=" + file)
                        .orElse(""))));
        String settings = """
                default_transport = discard:swallowed
                local_transport = discard:swallowed
                smtpd_tls_loglevel = 1
                """;
        return start(settings, listeners, chains.keySet().iterator().next(), port);
    }

    /** As {@link #swallowing}, with options for each address as master.cf has them. */
    static PostfixPeer choosing(int port, Map<String, String> options) throws IOException, InterruptedException {
        List<String> listeners = new ArrayList<>();
        options.forEach((address, more) -> listeners.add(listener(address, port, more)));
        String settings = """
                default_transport = discard:swallowed
                local_transport = discard:swallowed
                smtpd_tls_loglevel = 1
                """;
        return start(settings, listeners, options.keySet().iterator().next(), port);
    }

    private static PostfixPeer start(String settings, List<String> listeners, String host, int port)
            throws IOException, InterruptedException {
        Path folder = TestFolders.make("postfix");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path etc = Files.createDirectory(folder.resolve("etc"));
        Files.createDirectory(folder.resolve("queue"));
        Path data = Files.createDirectory(folder.resolve("data"));
        run(List.of("chown", "postfix", data.toString()));
        Files.writeString(etc.resolve("main.cf"), mainCf(folder) + settings);
        Files.writeString(etc.resolve("master.cf"), String.join("", listeners) + SERVICES);
        run(List.of("postfix", "-c", etc.toString(), "start"));
        PostfixPeer peer = new PostfixPeer(folder, host, port);
        peer.awaitGreeting();
        return peer;
    }

    private static String listener(String address, int port, String options) {
        return address + ":" + port + " inet n - n - - smtpd" + options + "\n";
    }

    int port() {
        return port;
    }

    private static String mainCf(Path folder) {
        return """
                compatibility_level = 3.6
                queue_directory = FOLDER/queue
                data_directory = FOLDER/data
                maillog_file = FOLDER/log
                maillog_file_prefixes = FOLDER
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = postfix.example.net
                mydestination =
                mynetworks = 127.0.0.0/8
                alias_maps =
                alias_database =
                disable_dns_lookups = yes
                smtp_host_lookup = native
                smtp_tls_security_level = may
                smtputf8_enable = yes
                smtp_line_length_limit = 0
                line_length_limit = 1200000
                """.replace("FOLDER", folder.toString());
    }

    /** Hands it a message as a program on its machine does. */
    void sendmail(String message, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sendmail", "-C", folder.resolve("etc").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(message.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("sendmail failed: " + log());
        }
    }

    private void awaitGreeting() throws IOException, InterruptedException {
        for (int i = 0; i < START_SECONDS * 10; i++) {
            try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
                if (socket.getInputStream().read() == '2') {
                    return;
                }
            } catch (java.net.ConnectException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("Postfix does not start: " + log());
    }

    String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.onExit()
                .completeOnTimeout(process, START_SECONDS, TimeUnit.SECONDS)
                .thenApply(done -> !done.isAlive() && done.exitValue() == 0)
                .join();
        if (!ended) {
            throw new IllegalStateException(command + " failed");
        }
    }

    @Override
    public void close() throws IOException {
        run(List.of("postfix", "-c", folder.resolve("etc").toString(), "stop"));
    }
}
