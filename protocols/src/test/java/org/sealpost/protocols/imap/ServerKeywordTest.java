package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes.Place;
import org.sealpost.mail.OrganizationMarks;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;

/** The mark of Domain Security in a mailbox: delivery sets it, and no client can. */
class ServerKeywordTest {
    private static final String KEYWORD = OrganizationMarks.KEYWORD;
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private Server server;
    private Client client;

    @BeforeEach
    void open() throws IOException {
        server = new Server(Engine.SQLITE.emptied(), Limits.DEFAULT);
        client = server.client(ANN.toString());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private List<String> fetched(String folder) throws IOException {
        client.ok("SELECT " + folder);
        return client.ok("FETCH 1:* (FLAGS BODY.PEEK[HEADER])");
    }

    @Test
    void theMarkOfDeliveryIsSeenTravelsAndCannotBeTakenAway() throws Exception {
        server.mailboxes
                .appending(
                        ANN,
                        new Place("INBOX", List.of(KEYWORD)),
                        Content.of("Subject: marked\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                        "d1")
                .makeNow();

        assertThat(fetched("INBOX")).anyMatch(line -> line.contains(KEYWORD));
        client.imap("STORE 1 -FLAGS (" + KEYWORD + ")");
        client.imap("STORE 1 FLAGS (\\Flagged $work)");
        assertThat(fetched("INBOX")).anyMatch(line -> line.contains(KEYWORD) && line.contains("$work"));
        client.ok("COPY 1 Archive");
        assertThat(fetched("Archive")).anyMatch(line -> line.contains(KEYWORD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+FLAGS ($SealpostDomainSecured)",
                "FLAGS ($sealpostdomainsecured $work)",
                "+FLAGS.SILENT ($SEALPOSTDOMAINSECURED)"
            })
    void noClientGivesItToAMessage(String flags) throws Exception {
        server.deliver(ANN.toString(), "Subject: plain\r\n\r\n");
        client.ok("SELECT INBOX");

        client.imap("STORE 1 " + flags);

        assertThat(fetched("INBOX"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("domainsecured"));
    }

    @Test
    void whatAClientAppendsBearsNeitherTheKeywordNorFieldsOfTheOrganisation() throws Exception {
        String message = String.join(
                "\r\n",
                "X-Sealpost-Organization-AuthAs: Partner",
                "x-ms-exchange-organization-authas: Internal",
                "X-Sealpost-Encrypt: yes",
                "Subject: forged",
                "",
                "x",
                "");

        client.send("t APPEND INBOX ($sealpostDomainSecured $work) {" + message.length() + "+}\r\n" + message);
        client.until("t OK");

        List<String> lines = fetched("INBOX");
        assertThat(lines)
                .anyMatch(line -> line.contains("$work"))
                .anyMatch(line -> line.contains("Subject: forged"))
                .anyMatch(line -> line.contains("X-Sealpost-Encrypt: yes"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("domainsecured"))
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("-organization-"));
    }
}
