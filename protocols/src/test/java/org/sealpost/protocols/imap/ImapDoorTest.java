package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Engine;

class ImapDoorTest {
    private Server server;

    @BeforeEach
    void open() throws IOException {
        server = new Server(Engine.SQLITE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void deliveredMailIsReadOverTls() throws Exception {
        String mail = "From: bob@example.org\r\nSubject: Hello\r\n\r\nHow are you?\r\n";
        server.deliver("ann@example.org", mail);

        try (Client client = server.client("ann@example.org")) {
            List<String> selected = client.ok("SELECT INBOX");
            client.send("t FETCH 1 (UID BODY.PEEK[])");
            String announced = client.line();
            byte[] literal = client.bytes(mail.length());

            assertThat(selected).contains("* 1 EXISTS", "* 1 RECENT");
            assertThat(announced).isEqualTo("* 1 FETCH (UID 1 BODY[] {" + mail.length() + "}");
            assertThat(new String(literal, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo(mail);
        }
    }

    @Test
    void anAliasLogsIntoItsAccount() throws Exception {
        server.deliver("a.smith@example.org", "Subject: by alias\r\n\r\n");

        try (Client client = server.client("a.smith@example.org")) {
            assertThat(client.ok("SELECT INBOX")).contains("* 1 EXISTS");
        }
    }

    @Test
    void aSessionEndsAtTheNextCommandOnceItsLoginCountsNoMore() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            server.people.revoke("ann@example.org");

            assertThat(client.send("t FETCH 1 BODY[]").line()).startsWith("* BYE your login counts no more");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whoWaitsForNewsIsSentAwayWithinSeconds() throws Exception {
        try (Client ann = server.client("ann@example.org");
                Client bob = server.client("bob@example.org")) {
            ann.ok("SELECT INBOX");
            assertThat(ann.send("t IDLE").line()).startsWith("+");
            server.people.revoke("ann@example.org");

            assertThat(ann.isClosedByServer()).isTrue();
            bob.ok("NOOP");
        }
    }

    @Test
    void theEndOfIdleIsACommandToo() throws Exception {
        try (Client client = server.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            client.send("t IDLE").line();
            server.people.revoke("ann@example.org");

            assertThat(client.send("DONE").line()).startsWith("* BYE");
        }
    }

    @Test
    void whoLetsOthersIntoAFolderIsOnRecord() throws Exception {
        try (Client ann = server.client("ann@example.org");
                Client bob = server.client("bob@example.org")) {
            ann.ok("CREATE Projects");
            ann.ok("SETACL Projects bob@example.org lrs");
            ann.ok("DELETEACL Projects bob@example.org");
            bob.imap("SETACL Shared.ann.Projects bob@example.org lrswipkxtea");

            assertThat(server.audited)
                    .extracting(event -> event.action() + " " + event.actor() + ": " + event.outcome())
                    .containsExactly(
                            "ADMINISTER ann@example.org: rights of bob@example.org on the folder Projects: lrs",
                            "ADMINISTER ann@example.org: rights of bob@example.org on the folder Projects: taken away",
                            "ADMINISTER bob@example.org: rights of bob@example.org on the folder Shared.ann.Projects:"
                                    + " lrswipkxtea",
                            "ADMINISTER bob@example.org: rights of bob@example.org on the folder Shared.ann.Projects:"
                                    + " lrswipkxtea: refused");
        }
    }
}
