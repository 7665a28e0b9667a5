package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;

/** What clients could do to James 3.8.1 and cannot do to this door. */
class WeaknessesTest {
    private static final Limits SMALL =
            new Limits(8, 4, Duration.ofSeconds(3), Duration.ofMinutes(30), 4 * 1024 * 1024);

    private Server server;

    @BeforeEach
    void open() throws IOException {
        server = new Server(Engine.SQLITE.emptied(), SMALL);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** CVE-2024-37358. */
    @Test
    void literalsBeforeLoginAreRefusedBeforeTheyAreSent() throws Exception {
        try (Client client = Client.secure(server.imaps)) {
            client.line();

            assertThat(client.imap("LOGIN {60000000}")).last().asString().startsWith("t BAD");
        }
    }

    @Test
    void literalsThatDoNotWaitEndTheConnectionBeforeLogin() throws Exception {
        try (Client client = Client.secure(server.imaps)) {
            client.line();

            client.send("t LOGIN {60000000+}");

            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anEndlessLineEndsTheConnection() throws Exception {
        try (Client client = Client.secure(server.imaps)) {
            client.line();

            client.sendBytes("a".repeat(20_000).getBytes(StandardCharsets.US_ASCII));

            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whoDoesNotLogInIsDropped() throws Exception {
        try (Client client = Client.secure(server.imaps)) {
            client.line();

            for (int i = 0; i < 10 && !client.imap("NOOP").isEmpty(); i++) {
                Thread.sleep(500);
            }
            assertThat(true).as("the connection should have been closed").isFalse();
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void anAppendThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            assertThat(client.imap("APPEND INBOX {4194305}")).last().asString().startsWith("t BAD");

            assertThat(client.ok("SELECT INBOX")).contains("* 0 EXISTS");
        }
    }

    @Test
    void anAppendThatBreaksOffLeavesNothingBehind() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            client.send("t APPEND INBOX {3000000}");
            client.line();
            client.sendBytes(new byte[1_000_000]);
        }

        assertThat(server.spoolIsEmptyWithin(Duration.ofSeconds(10))).isTrue();
        try (Client client = server.client("ann@example.org")) {
            assertThat(client.ok("SELECT INBOX")).contains("* 0 EXISTS");
        }
    }

    @Test
    void finishedAppendsLeaveNothingInTheSpool() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            for (int i = 0; i < 3; i++) {
                client.send("t APPEND INBOX {2000000+}")
                        .sendBytes(new byte[2_000_000])
                        .send("");
                assertThat(client.until("t ")).last().asString().startsWith("t OK");
            }
            assertThat(client.imap("APPEND Nowhere {200000+}\r\n" + "x".repeat(200_000)))
                    .last()
                    .asString()
                    .startsWith("t NO [TRYCREATE]");
        }

        assertThat(server.spoolIsEmptyWithin(Duration.ofSeconds(10))).isTrue();
    }

    /** JAMES-4041: the range was split before it was looked at. */
    @Test
    void copyingAllPossibleUidsCopiesThoseThatAreThere() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.deliver("ann@example.org", "Subject: " + i + "\r\n\r\n");
        }

        try (Client client = server.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            assertThat(client.ok("UID COPY 1:4294967295 Archive"))
                    .last()
                    .asString()
                    .contains("1:3 1:3");
            assertThat(client.ok("UID MOVE 1:4294967295 Trash")).anyMatch(line -> line.contains("1:3 1:3"));
            assertThat(client.ok("STATUS Archive (MESSAGES)")).contains("* STATUS \"Archive\" (MESSAGES 3)");
        }
    }

    @Test
    void deepSearchesAreRefusedAndTheServerLives() throws Exception {
        for (String deep : List.of("(".repeat(20_000), "NOT ".repeat(10_000), "OR ".repeat(10_000))) {
            try (Client client = server.client("ann@example.org")) {
                client.ok("SELECT INBOX");

                client.send("t SEARCH " + deep + "ALL");

                assertThat(client.until("* BYE")).last().asString().contains("nested too deep");
            }
        }
    }

    @Test
    void listPatternsTakeLittleTime() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            client.ok("CREATE " + "a".repeat(180));
            long before = System.nanoTime();

            client.ok("LIST \"\" \"" + "*a".repeat(60) + "b\"");
            client.ok("LIST \"" + "%a".repeat(60) + "\" \"b\"");
            assertThat(client.imap("LSUB \"\" \"" + "*a".repeat(60) + "b\""))
                    .last()
                    .asString()
                    .startsWith("t NO");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** A folder is left a moment after the client was told so. */
    private void awaitNoListeners() throws InterruptedException {
        for (int i = 0; i < 50 && server.mailboxes.events().listeners() > 0; i++) {
            Thread.sleep(100);
        }
    }

    @Test
    void foldersThatWereLeftAreNotListenedToAnyMore() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            for (int i = 0; i < 5; i++) {
                client.ok("SELECT INBOX");
                client.ok("UNSELECT");
                client.ok("SELECT Sent");
                client.ok("CLOSE");
            }
            awaitNoListeners();
            assertThat(server.mailboxes.events().listeners()).isZero();
            client.ok("SELECT INBOX");
        }
        awaitNoListeners();

        assertThat(server.mailboxes.events().listeners()).isZero();
    }

    @Test
    void examineChangesNothing() throws Exception {
        server.deliver("ann@example.org", "Subject: one\r\n\r\nbody\r\n");

        try (Client client = server.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            client.ok("STORE 1 +FLAGS (\\Deleted)");
            client.ok("EXAMINE INBOX");
            assertThat(client.imap("STORE 1 +FLAGS (\\Flagged)"))
                    .last()
                    .asString()
                    .startsWith("t NO");
            assertThat(client.imap("EXPUNGE")).last().asString().startsWith("t NO");
            client.ok("FETCH 1 (BODY[TEXT])");
            client.ok("CLOSE");

            assertThat(client.ok("SELECT INBOX")).contains("* 1 EXISTS");
            assertThat(client.ok("FETCH 1 (FLAGS)").getFirst())
                    .contains("\\Deleted")
                    .doesNotContain("\\Seen");
        }
    }

    @Test
    void connectionsOfOneAddressAreLimited() throws Exception {
        Client[] clients = new Client[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = Client.secure(server.imaps);
            clients[i].line();
        }
        try (Client refused = Client.plain(server.imap)) {
            assertThat(refused.line()).startsWith("* BYE too many connections");
        }
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void commandsBehindStarttlsAreNotTakenForProtectedOnes() throws Exception {
        try (Client client = Client.plain(server.imap)) {
            client.line();

            client.sendBytes("a STARTTLS\r\nb LOGIN ann@example.org secret\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void loginInTheClearIsRefused() throws Exception {
        try (Client client = Client.plain(server.imap)) {
            client.line();
            assertThat(client.ok("CAPABILITY").getFirst()).contains("LOGINDISABLED", "STARTTLS");
            assertThat(client.imap("LOGIN ann@example.org secret"))
                    .last()
                    .asString()
                    .startsWith("t NO");
            assertThat(client.imap("AUTHENTICATE PLAIN AGFubkBleGFtcGxlLm9yZwBzZWNyZXQ="))
                    .last()
                    .asString()
                    .startsWith("t NO");

            client.ok("STARTTLS");
            client.startTls();

            assertThat(client.ok("CAPABILITY").getFirst())
                    .contains("AUTH=PLAIN")
                    .doesNotContain("LOGINDISABLED");
            client.ok("AUTHENTICATE PLAIN AGFubkBleGFtcGxlLm9yZwBzZWNyZXQ=");
        }
    }

    @Test
    void nobodyLogsInAsSomebodyElse() throws Exception {
        String bobAsAnn = java.util.Base64.getEncoder()
                .encodeToString("ann@example.org\0bob@example.org\0secret".getBytes(StandardCharsets.US_ASCII));
        try (Client client = Client.secure(server.imaps)) {
            client.line();

            assertThat(client.imap("AUTHENTICATE PLAIN " + bobAsAnn))
                    .last()
                    .asString()
                    .startsWith("t NO");
        }
    }
}
