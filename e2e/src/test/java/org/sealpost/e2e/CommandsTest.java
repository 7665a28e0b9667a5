package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Commands as an administrator types them, sent to a running server over its control socket. */
class CommandsTest {
    private static final String PASSWORD = "a password for tests";

    private static final Demo DEMO = Demo.start();
    private static final Outsider PAT = new Outsider("pat@partner.example");

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    @Test
    void aWithdrawnCertificateOfAContactIsUsedNoLongerAndTheNextOneIs() throws IOException {
        Outsider renewed = new Outsider(PAT.address());
        done("contact", "add", PAT.address(), "--certificate", PAT.certificate().toString());
        done("contact", "certify", PAT.address(), renewed.certificate().toString());
        List<JsonNode> known = new ArrayList<>();
        certificates(PAT.address()).forEach(known::add);
        assertThat(known).hasSize(2);

        assertThat(mistake("contact", "withdraw", PAT.address(), "00000000"))
                .contains("no certificate of somebody outside with the fingerprint 00000000");
        for (JsonNode certificate : known) {
            String fingerprint = certificate.get("fingerprint").asText();
            assertThat(done("contact", "withdraw", PAT.address(), fingerprint.substring(0, 16)))
                    .contains("withdrawn: certificate " + fingerprint);
            assertThat(audit(PAT.address())).contains("withdraw certificate " + fingerprint);
        }

        assertThat(certificates(PAT.address())).isEmpty();
        assertThat(done("explain", "--from", "alice", "--to", PAT.address()))
                .contains("signed only to " + PAT.address(), "No usable certificate is known");
        assertThat(mistake(
                        "contact",
                        "withdraw",
                        PAT.address(),
                        known.getFirst().get("fingerprint").asText()))
                .contains("is in use for " + PAT.address());
    }

    @Test
    void aPersonWhoLeftIsAddedAgainOnlyIfItIsTheSamePersonAndThenReadsOldMail() throws IOException {
        add("erin");
        DEMO.submit("alice", List.of(Demo.address("erin")), "--body", "before erin left");
        awaitMail("erin");
        done("user", "remove", "erin");

        assertThat(mistake("user", "add", "erin")).contains("--again", "there was an account");
        assertThat(mistake("user", "show", "erin")).contains("no person with the address");
        done("user", "add", "erin", "--again", "--password-file", password().toString());

        try (TlsClient erin = TlsClient.imap(DEMO, Demo.address("erin"), PASSWORD)) {
            assertThat(erin.imap("SELECT INBOX")).contains("* 1 EXISTS");
            assertThat(String.join("\n", erin.imap("FETCH 1 BODY[]"))).contains("before erin left");
        }
        assertThat(audit(Demo.address("erin"))).contains("the same person comes back");
    }

    @Test
    void aMailboxThatIsRemovedForGoodIsOnRecordAndEmptyForWhoComesBack() throws IOException {
        add("fred");
        DEMO.submit("alice", List.of(Demo.address("fred")), "--body", "gone soon");
        awaitMail("fred");

        done("user", "remove", "fred", "--with-mail");
        done("user", "add", "fred", "--again", "--password-file", password().toString());

        try (TlsClient fred = TlsClient.imap(DEMO, Demo.address("fred"), PASSWORD)) {
            assertThat(fred.imap("SELECT INBOX")).contains("* 0 EXISTS");
        }
        assertThat(audit(Demo.address("fred"))).contains("remove the mailbox with all mail in it, for good");
    }

    @Test
    void aRootIsTrustedNoLongerOnceItIsRemoved() throws IOException {
        Outsider rae = new Outsider("rae@third.example");
        done("trust", "add", rae.root().toString(), "--for", "mail");
        String fingerprint = json("trust", "list").get(0).get("fingerprint").asText();

        assertThat(mistake("trust", "remove", "ffff0000")).contains("no trusted root with the fingerprint ffff0000");
        assertThat(done("trust", "remove", fingerprint.substring(0, 12))).contains("no longer trusted: CN=Partner CA");

        assertThat(json("trust", "list")).isEmpty();
        assertThat(audit(fingerprint)).contains("trust the root CN=Partner CA for mail", "no longer");
        assertThat(mistake("trust", "remove", fingerprint)).contains("no trusted root");
    }

    @Test
    void aPublicFolderIsReadByEverybodyAndFilledByThoseWhoMay() throws IOException {
        add("greta");
        done("group", "add", "editors", "greta");

        done("folder", "add", "News.House", "--grant", "anyone=read", "--grant", "editors=add");
        assertThat(done("folder", "list")).contains("News.House", "anyone=read", "editors@sealpost.example=add");
        assertThat(json("folder", "show", "News.House")
                        .get("rights")
                        .get("anyone")
                        .asText())
                .isEqualTo("lr");
        try (TlsClient greta = TlsClient.imap(DEMO, Demo.address("greta"), PASSWORD);
                TlsClient bob = TlsClient.imap(DEMO, Demo.address("bob"), DEMO.password("bob"))) {
            String mail = "Subject: news\r\n\r\n";
            greta.imap("APPEND Public.News.House {" + mail.length() + "}");
            assertThat(appended(greta, mail)).startsWith("t OK");
            assertThat(bob.imap("LIST \"\" *")).anyMatch(line -> line.endsWith("\"Public.News.House\""));
            assertThat(bob.imap("SELECT Public.News.House")).contains("* 1 EXISTS");
            assertThat(bob.imap("MYRIGHTS Public.News.House").getFirst()).endsWith("\"lr\"");

            done("folder", "revoke", "News.House", "editors");
            assertThat(greta.imap("MYRIGHTS Public.News.House").getFirst()).endsWith("\"lr\"");

            assertThat(mistake("folder", "remove", "News.House")).contains("holds 1 messages", "--with-mail");
            done("folder", "remove", "News.House", "--with-mail");
            assertThat(bob.say("t NOOP")).startsWith("* BYE");
        }
        assertThat(mistake("folder", "show", "News.House")).contains("no public folder News.House");
        assertThat(audit("sealpost.example"))
                .contains(
                        "add public folder News.House",
                        "rights of editors@sealpost.example on the public folder News.House: lrip",
                        "rights of editors@sealpost.example on the public folder News.House: taken away",
                        "remove public folder News.House with 1 messages, for good");
    }

    @Test
    void whoAsksForAConnectorNamesOneClientNotANetwork() {
        assertThat(done("connector", "explain", "192.0.2.1")).contains("smtp on", "a stranger");

        assertThat(mistake("connector", "explain", "10.0.0.0/8")).contains("expected the IP address of a client");
        assertThat(mistake("connector", "explain", "printer.example")).contains("expected the IP address of a client");
    }

    @Test
    void theFolderCommandHelpsWithWhatWasMistyped() {
        done("folder", "add", "Minutes");

        assertThat(mistake("folder", "show", "Minuets")).contains("did you mean Minutes?");
        assertThat(mistake("folder", "add", "Minutes")).contains("already");
        assertThat(mistake("folder", "grant", "Minutes", "alise", "read"))
                .contains("did you mean alice@sealpost.example?");
        assertThat(mistake("folder", "grant", "Minutes", "anyone", "everything"))
                .contains("expected read, add, write");
        assertThat(mistake("folder", "add", "..")).contains("not a name for a folder");
        assertThat(mistake("folder", "list", "--domain", "else.example")).contains("not one of our domains");
        assertThat(DEMO.sealpost("folder", "ad", "X").text()).contains("add");
        assertThat(DEMO.sealpost("folder", "--help").text()).contains("grant", "revoke", "RFC 4314");
        assertThat(DEMO.sealpost("generate-completion").text()).contains("sealpost_folder_grant");
        done("folder", "remove", "Minutes");
    }

    @Test
    void openSessionsEndWhenThePasswordIsChangedOrTheAccountIsDisabledOrRemoved() throws IOException {
        add("hanna");
        for (List<String> change : List.of(
                List.of(
                        "user",
                        "password",
                        "hanna",
                        "--password-file",
                        password().toString()),
                List.of("user", "disable", "hanna"),
                List.of("user", "remove", "hanna"))) {
            if (change.contains("remove")) {
                done("user", "enable", "hanna");
            }
            try (TlsClient imap = TlsClient.imap(DEMO, Demo.address("hanna"), PASSWORD);
                    TlsClient idle = TlsClient.imap(DEMO, Demo.address("hanna"), PASSWORD);
                    TlsClient pop3 = TlsClient.pop3(DEMO, Demo.address("hanna"), PASSWORD);
                    TlsClient submission = submission("hanna");
                    TlsClient bob = TlsClient.imap(DEMO, Demo.address("bob"), DEMO.password("bob"))) {
                imap.imap("SELECT INBOX");
                idle.imap("SELECT INBOX");
                assertThat(idle.say("t IDLE")).startsWith("+");

                done(change.toArray(new String[0]));

                assertThat(imap.say("t FETCH 1:* FLAGS"))
                        .as(String.join(" ", change))
                        .startsWith("* BYE");
                assertThat(pop3.say("STAT")).startsWith("-ERR [AUTH]");
                assertThat(submission.say("MAIL FROM:<" + Demo.address("hanna") + ">"))
                        .startsWith("421 4.7.0");
                assertThat(idle.isClosedByServer()).isTrue();
                bob.imap("NOOP");
            }
        }
    }

    @Test
    void mailToPostmasterAndAbuseIsReadByTheFirstPersonUntilAnotherIsNamed() {
        String reader =
                json("group", "show", "postmaster").get("members").get(0).asText();
        assertThat(reader).isEqualTo(Demo.address("alice"));
        int before = DEMO.count("alice");

        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "abuse@partner.example",
                "--to",
                "Abuse@sealpost.example,POSTMASTER@sealpost.example",
                "--body",
                "your server sends spam");

        assertThat(sent.exit()).as(sent.text()).isZero();
        assertThat(new String(DEMO.newest("alice", before + 1), StandardCharsets.UTF_8))
                .contains("your server sends spam");
        done("group", "leave", "postmaster", "alice");
        assertThat(DEMO.ask("doctor").text()).contains("SP-DIR-002", "postmaster@sealpost.example");
        done("group", "join", "postmaster", "bob");
        assertThat(DEMO.ask("doctor").text()).doesNotContain("SP-DIR-002");
    }

    @Test
    void keysAndTrustAreInTheAuditLogByName() {
        done(
                "cert",
                "revoke",
                json("user", "certs", "carol").get(0).get("fingerprint").asText());

        String uses = done("audit", "export");

        assertThat(uses.lines().filter(line -> line.contains("\"use_key\"")))
                .anyMatch(line -> line.contains("root: signs itself"))
                .anyMatch(line -> line.contains("issuing: signs a certificate of template MailUser for carol@"))
                .anyMatch(line ->
                        line.contains("issuing: signs CRL number") && line.contains("a certificate was revoked"));
        assertThat(done("audit", "verify")).contains("whole");
    }

    private static TlsClient submission(String name) throws IOException {
        TlsClient client = new TlsClient(DEMO.port("submissions"), DEMO.ca());
        client.line();
        client.say("HELO laptop");
        String plain = java.util.Base64.getEncoder()
                .encodeToString(("\0" + Demo.address(name) + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(client.say("AUTH PLAIN " + plain)).startsWith("235");
        return client;
    }

    private static String appended(TlsClient client, String mail) throws IOException {
        client.send((mail + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = client.line();
        while (!answer.startsWith("t ")) {
            answer = client.line();
        }
        return answer;
    }

    private static void awaitMail(String name) throws IOException {
        try (TlsClient client = TlsClient.imap(DEMO, Demo.address(name), PASSWORD)) {
            for (int i = 0;
                    i < 300
                            && !client.imap("STATUS INBOX (MESSAGES)")
                                    .toString()
                                    .contains("MESSAGES 1");
                    i++) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void add(String name) {
        done("user", "add", name, "--password-file", password().toString());
    }

    private static Path password() {
        return PAT.keep("password", (PASSWORD + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode certificates(String contact) {
        return json("contact", "show", contact).get("certificates");
    }

    private static String audit(String subject) {
        return done("audit", "show", subject);
    }

    private static JsonNode json(String... command) {
        return DEMO.json(command);
    }

    private static String done(String... command) {
        return DEMO.done(command);
    }

    private static String mistake(String... command) {
        return DEMO.mistake(command);
    }
}
