package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.store.AuditStore;
import org.sealpost.store.database.Database;
import org.sealpost.testkit.Postgres;

/** A server that is killed in the middle of its work has every message that it said yes to. */
class CrashTest {
    private static final int KILLS = 3;
    private static final int CLIENTS = 12;
    private static final int MILLIS_UNDER_LOAD = 2_000;
    private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID: <([^>]+)>");

    @TempDir
    private Path folder;

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void losesNothingThatItAcknowledged(String engine) throws Exception {
        String url = engine.equals("SQLite") ? "" : Postgres.newDatabase();

        for (int round = 0; round < KILLS; round++) {
            Process server = start(round, url);
            try {
                load(port(round), round, server);
            } finally {
                server.destroyForcibly().waitFor();
            }
        }

        List<String> queued = queued(url);
        Set<String> distinct = new TreeSet<>(queued);
        assertThat(acknowledged).as("enough for the test to mean something").hasSizeGreaterThan(KILLS * 50);
        assertThat(distinct).containsAll(acknowledged);
        assertThat(sent).containsAll(distinct);
        List<String> twice = new ArrayList<>(queued);
        distinct.forEach(twice::remove);
        assertThat(twice).as("each was sent once").isEmpty();
    }

    private Process start(int round, String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoorProcess.class.getName(),
                        folder.toString(),
                        "port" + round,
                        url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log" + round).toFile())
                .start();
    }

    private int port(int round) throws IOException, InterruptedException {
        Path file = folder.resolve("port" + round);
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            Thread.sleep(50);
        }
        assertThat(file).as(Files.readString(folder.resolve("log" + round))).exists();
        return Integer.parseInt(Files.readString(file));
    }

    /** Many clients send one message after the other; in the middle of it the server is killed with SIGKILL. */
    private void load(int port, int round, Process server) throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                try (RawClient client = new RawClient(port)) {
                    client.reply();
                    client.say("HELO relay.example.net");
                    while (true) {
                        send(client, "r" + round + "-" + number.incrementAndGet());
                    }
                } catch (IOException e) {
                    // The server is dead.
                    assertThat(server.isAlive() && number.get() == 0).isFalse();
                }
            }));
        }
        Thread.sleep(MILLIS_UNDER_LOAD);
        assertThat(server.isAlive()).isTrue();
        server.destroyForcibly();
        for (Thread client : clients) {
            client.join();
        }
    }

    private void send(RawClient client, String id) throws IOException {
        client.send("MAIL FROM:<eve@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        client.reply();
        client.reply();
        client.reply();
        sent.add(id);
        // Every tenth is large, so that it is written in pieces.
        int lines = id.endsWith("0") ? 6_000 : 20;
        client.send("Message-ID: <" + id + ">\r\n\r\n"
                + "a line of the body, fifty characters in all, CRLF\r\n".repeat(lines) + ".\r\n");
        if (client.reply().startsWith("250")) {
            acknowledged.add(id);
        }
    }

    private List<String> queued(String url) {
        try (Database database = DoorProcess.database(folder, url)) {
            assertThat(new AuditStore(database).verify().fault()).isEmpty();
            MailQueue queue = DoorProcess.queue(database);
            return queue
                    .lease(100_000, Instant.now().plusSeconds(1), Instant.now().plusSeconds(600))
                    .stream()
                    .map(CrashTest::messageId)
                    .collect(Collectors.toList());
        }
    }

    /** Reads the message to its end, so that one that is not whole is found. */
    private static String messageId(Leased leased) {
        byte[] all = leased.mail().content().bytes(1_000_000);
        String text = new String(all, StandardCharsets.US_ASCII);
        assertThat(text).endsWith("CRLF\r\n").doesNotContain("\0");
        assertThat(all).hasSize((int) leased.mail().content().sizeBytes());
        Matcher matcher = MESSAGE_ID.matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
