package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.testkit.Postgres;
import org.sealpost.testkit.TestFolders;

/** Power failures, a full disk, hostile mail: nothing that was acknowledged is lost, and the server goes on. */
class HardshipTest {
    private static final int KILLS = 3;
    private static final int SENDERS = 4;
    /** Then the server is killed, in the middle of the next ones. */
    private static final int ACKNOWLEDGED_IN_A_ROUND = 20;

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String SUBJECTS = """
            import imaplib, ssl, sys
            box = imaplib.IMAP4_SSL('localhost', int(sys.argv[1]), ssl_context=ssl._create_unverified_context())
            box.login(sys.argv[2], sys.argv[3])
            box.select('INBOX', readonly=True)
            for part in box.fetch('1:*', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)])')[1]:
                if isinstance(part, tuple):
                    print(part[1].decode().strip())
            """;

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void everyAcknowledgedMailIsInAMailboxAfterTheServerWasKilledInTheMiddleOfIt(String engine) throws Exception {
        String store = engine.equals("SQLite") ? "" : "store.url = \"" + Postgres.newDatabase() + "\"";
        Demo demo = Demo.start(store);
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        for (int round = 0; round < KILLS; round++) {
            loadUntilKilled(demo, round, acknowledged);
        }

        Set<String> arrived = arrived(demo, acknowledged);

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_IN_A_ROUND);
        assertThat(arrived).containsAll(acknowledged);
        assertThat(demo.sealpost("audit", "verify").exit()).isZero();
        demo.close();
    }

    private static void loadUntilKilled(Demo demo, int round, Set<String> acknowledged) throws InterruptedException {
        AtomicBoolean running = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                String prefix = "r" + round + "s" + sender + "n";
                threads.execute(() -> SmtpClient.sendWhile(running, demo.port("smtp"), prefix, acknowledged));
            }
            int enough = (round + 1) * ACKNOWLEDGED_IN_A_ROUND;
            for (int waited = 0; acknowledged.size() < enough && waited < PATIENCE_MILLIS; waited += 20) {
                Thread.sleep(20);
            }
            demo.kill();
            running.set(false);
        }
        demo.restart();
    }

    /** The names of all messages in Bob's inbox, once there are as many as were acknowledged. */
    private static Set<String> arrived(Demo demo, Set<String> acknowledged) throws InterruptedException {
        Set<String> found = new TreeSet<>();
        for (int tries = 0; tries < 120 && !found.containsAll(acknowledged); tries++) {
            Thread.sleep(500);
            Run headers = Run.of(
                    "python3", "-c", SUBJECTS, demo.port("imaps") + "", Demo.address("bob"), demo.password("bob"));
            Pattern.compile("Subject: (r\\d+s\\d+n\\d+)")
                    .matcher(headers.text())
                    .results()
                    .forEach(match -> found.add(match.group(1)));
        }
        return found;
    }

    @Test
    void aFullDiskRefusesMailForAWhileAndLosesNone() throws Exception {
        try (Demo demo = Demo.startOnSmallDisk(48)) {
            Path filler = demo.data().resolve("filler");
            demo.submit("alice", List.of(Demo.address("bob")), "--body", "before");
            demo.newest("bob", 1);
            Run.of("sh", "-c", "cat /dev/zero > " + filler);

            Run refused = demo.submit(
                    "alice", List.of(Demo.address("bob")), "--body", "while it is full " + "x".repeat(100_000));
            assertThat(refused.exit()).as(refused.text()).isNotZero();
            assertThat(refused.text()).containsPattern("4[0-9][0-9] ");

            Files.delete(filler);
            Run sent = demo.submit("alice", List.of(Demo.address("bob")), "--body", "after");
            assertThat(sent.exit()).as(sent.text()).isZero();
            assertThat(new String(demo.newest("bob", 2), StandardCharsets.ISO_8859_1))
                    .contains("after");
            assertThat(demo.sealpost("audit", "verify").exit()).isZero();
        }
    }

    @Test
    void aBrowserThatNeverEndsItsRequestIsHungUpOn() throws Exception {
        try (Demo demo = Demo.start();
                Socket slow = new Socket("localhost", demo.port("pki"))) {
            slow.setSoTimeout(PATIENCE_MILLIS);
            slow.getOutputStream()
                    .write("GET /pki/issuing.crl HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void hostileMailLeavesTheServerAlive() throws Exception {
        try (Demo demo = Demo.start()) {
            Path bomb = TestFolders.make("bomb").resolve("bomb.eml");
            StringBuilder nested = new StringBuilder("From: x@elsewhere.example\r\nSubject: bomb\r\n");
            for (int depth = 0; depth < 5_000; depth++) {
                nested.append("Content-Type: multipart/mixed; boundary=b")
                        .append(depth)
                        .append("\r\n\r\n--b")
                        .append(depth)
                        .append("\r\n");
            }
            Files.writeString(bomb, nested.append("\r\nend\r\n"));

            Run sent = Run.of(
                    "swaks",
                    "--server",
                    demo.door("smtp"),
                    "--from",
                    "x@elsewhere.example",
                    "--to",
                    Demo.address("bob"),
                    "--data",
                    "@" + bomb);
            assertThat(sent.text()).containsPattern("<.  (250|5\\d\\d) ");
            structure(demo);

            demo.submit("alice", List.of(Demo.address("carol")), "--body", "still alive");
            assertThat(new String(demo.newest("carol"), StandardCharsets.ISO_8859_1))
                    .contains("still alive");
        }
    }

    /** Asks for what is dearest to make out of a message; any answer will do. */
    private static void structure(Demo demo) {
        List<String> command = new ArrayList<>(
                List.of("curl", "-s", "-m", "20", "--cacert", demo.ca().toString()));
        command.addAll(List.of(
                "imaps://localhost:" + demo.port("imaps") + "/INBOX",
                "--user",
                Demo.address("bob") + ":" + demo.password("bob"),
                "-X",
                "FETCH 1:* (BODYSTRUCTURE ENVELOPE)"));
        Run.of(command);
    }

    @Test
    void aSecondStartFindsEverythingAgain() {
        Demo demo = Demo.start();
        demo.submit("alice", List.of(Demo.address("bob")), "--body", "kept");
        byte[] before = demo.newest("bob");
        String password = demo.password("bob");

        demo.killAndRestart();

        assertThat(demo.password("bob")).isEqualTo(password);
        assertThat(demo.newest("bob")).isEqualTo(before);
        assertThat(demo.sealpost("user", "list").text()).contains("alice@", "bob@", "carol@");
        demo.close();
    }
}
