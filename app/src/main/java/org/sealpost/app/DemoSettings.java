package org.sealpost.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of the demo: all doors on loopback, on high ports that were free when it was first started. */
final class DemoSettings {
    private static final Map<String, Integer> PORTS = ports();
    private static final int STEPS = 50;

    private DemoSettings() {}

    static void writeIfMissing(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        StringBuilder listeners = new StringBuilder();
        for (Map.Entry<String, Integer> door : PORTS.entrySet()) {
            listeners
                    .append(door.getKey())
                    .append(" = \"127.0.0.1:")
                    .append(free(door.getValue()))
                    .append("\"\n");
        }
        String pki = listeners.substring(listeners.lastIndexOf(":") + 1).replaceAll("\\D", "");
        Files.writeString(file, """
                # The demo's own organisation. The ports were free when it was first started; change them as you like.
                domain = "sealpost.example"
                host = "localhost"

                [listen]
                %s
                [ldap]
                anonymous = "address-book"

                [console]
                open_on_loopback = true

                [authority]
                url = "http://localhost:%s"
                """.formatted(listeners, pki));
    }

    private static Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("smtp", 2525);
        ports.put("submission", 2587);
        ports.put("submissions", 2465);
        ports.put("imap", 2143);
        ports.put("imaps", 2993);
        ports.put("pop3", 2110);
        ports.put("pop3s", 2995);
        ports.put("sieve", 4190);
        ports.put("ldap", 2389);
        ports.put("ldaps", 2636);
        ports.put("https", 8443);
        ports.put("enroll", 8444);
        ports.put("pki", 2080);
        return ports;
    }

    private static int free(int wanted) throws IOException {
        for (int step = 0; step < STEPS; step++) {
            // Far enough apart that no two doors meet on their search.
            int candidate = wanted + step * 1_000;
            if (candidate < 65_536 && isFree(candidate)) {
                return candidate;
            }
        }
        throw new IOException("no free port near " + wanted);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
