package org.sealpost.protocols.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;
import org.sealpost.protocols.session.Listen;
import org.sealpost.protocols.session.People;
import org.sealpost.protocols.session.TestTls;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;

class Pop3DoorTest {
    private static final String LOGIN = "AHVubm8Ac2VjcmV0";

    private final Database database = Engine.SQLITE.emptied();
    private final People people = new People().account("ann@example.org", "secret", "a.smith@example.org");
    private final MailboxLayer mailboxes = new MailboxLayer(
            database, new ContentStore(database, new byte[32], Clock.systemUTC()), people, Clock.systemUTC());
    private Pop3Door door = door();
    private List<InetSocketAddress> bound = List.of();

    private Pop3Door door() {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DoorConfig config = new DoorConfig(
                "mail.example.org",
                List.of(new Listen(any, Listen.TlsStart.AT_ONCE), new Listen(any, Listen.TlsStart.BY_STARTTLS)),
                Limits.DEFAULT);
        return new Pop3Door(config, mailboxes, people, TestTls::server);
    }

    @BeforeEach
    void open() throws IOException {
        bound = door.start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aSessionEndsAtTheNextCommandOnceItsLoginCountsNoMoreAndDeletesNothing() throws Exception {
        deliver("Subject: kept\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        try (Client client = loggedIn()) {
            assertThat(client.send("DELE 1").line()).startsWith("+OK");
            people.revoke("ann@example.org");

            assertThat(client.send("QUIT").line()).startsWith("-ERR [AUTH]");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(mailboxes.usedBytes(MailAddress.parse("ann@example.org"))).isPositive();
    }

    @Test
    void mailIsFetchedByteForByte() throws Exception {
        byte[] mail = "Subject: dots\r\n\r\n.\r\n..two\r\n\u00e4 and a bare \n LF\r\nno end"
                .getBytes(StandardCharsets.ISO_8859_1);
        deliver(mail);

        try (Client client = loggedIn()) {
            assertThat(client.send("STAT").line()).isEqualTo("+OK 1 " + mail.length);
            assertThat(client.send("RETR 1").line()).isEqualTo("+OK");

            byte[] sent = "Subject: dots\r\n\r\n..\r\n...two\r\n\u00e4 and a bare \n LF\r\nno end\r\n.\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(client.bytes(sent.length)).isEqualTo(sent);
            assertThat(client.send("NOOP").line()).isEqualTo("+OK");
        }
    }

    @Test
    void uniqueIdsStayTheSameAfterOthersAreRemoved() throws Exception {
        for (int i = 1; i <= 3; i++) {
            deliver(("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        List<String> before;
        try (Client client = loggedIn()) {
            before = client.send("UIDL").until(".");
            client.send("DELE 2").line();
            assertThat(client.send("LIST").until(".")).hasSize(4);
            client.send("QUIT").line();
        }

        try (Client client = loggedIn()) {
            List<String> after = client.send("UIDL").until(".");

            assertThat(id(after.get(1))).isEqualTo(id(before.get(1)));
            assertThat(id(after.get(2))).isEqualTo(id(before.get(3)));
            assertThat(after).hasSize(4);
        }
    }

    @Test
    void nothingIsRemovedWhenTheConnectionBreaks() throws Exception {
        deliver("Subject: stays\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try (Client client = loggedIn()) {
            client.send("DELE 1").line();
        }

        try (Client client = loggedIn()) {
            assertThat(client.send("STAT").line()).startsWith("+OK 1 ");
        }
    }

    @Test
    void topGivesTheHeaderSectionAndSomeLines() throws Exception {
        deliver("Subject: top\r\n\r\none\r\ntwo\r\nthree\r\n".getBytes(StandardCharsets.US_ASCII));

        try (Client client = loggedIn()) {
            assertThat(client.send("TOP 1 2").until(".")).containsExactly("+OK", "Subject: top", "", "one", "two", ".");
        }
    }

    @Test
    void loginWorksUnderTlsOnly() throws Exception {
        try (Client client = Client.plain(bound.get(1))) {
            client.line();
            assertThat(client.send("CAPA").until(".")).contains("STLS").doesNotContain("USER");
            assertThat(client.send("USER ann@example.org").line()).startsWith("-ERR");
            assertThat(client.send("PASS secret").line()).startsWith("-ERR");
            assertThat(client.send("AUTH PLAIN " + LOGIN).line()).startsWith("-ERR");

            client.send("STLS").line();
            client.startTls();

            assertThat(client.send("CAPA").until(".")).contains("USER", "SASL PLAIN");
            client.send("USER a.smith@example.org").line();
            assertThat(client.send("PASS secret").line()).isEqualTo("+OK 0 messages");
        }
    }

    @Test
    void commandsBehindStlsAreNotTakenForProtectedOnes() throws Exception {
        try (Client client = Client.plain(bound.get(1))) {
            client.line();

            client.sendBytes("STLS\r\nUSER ann@example.org\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void threeWrongPasswordsEndTheConnection() throws Exception {
        try (Client client = Client.secure(bound.get(0))) {
            client.line();
            for (int i = 0; i < 3; i++) {
                client.send("USER ann@example.org").line();
                assertThat(client.send("PASS guess" + i).line()).startsWith("-ERR [AUTH]");
            }

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anEndlessLineEndsTheConnection() throws Exception {
        try (Client client = Client.secure(bound.get(0))) {
            client.line();

            client.sendBytes(new byte[12_289]);

            assertThat(client.line()).startsWith("-ERR line too long");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    private void deliver(byte[] mail) {
        mailboxes.append(
                MailAddress.parse("ann@example.org"), "INBOX", Content.of(mail), "delivery" + System.nanoTime());
    }

    private Client loggedIn() throws IOException {
        Client client = Client.secure(bound.get(0));
        client.line();
        client.send("USER ann@example.org").line();
        assertThat(client.send("PASS secret").line()).startsWith("+OK");
        return client;
    }

    private static String id(String line) {
        return line.substring(line.indexOf(' '));
    }
}
