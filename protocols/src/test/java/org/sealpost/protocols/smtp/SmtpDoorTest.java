package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.mail.SpfCheck;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.DmarcFacts;
import org.sealpost.policy.DmarcLookup;
import org.sealpost.policy.DmarcRecord;
import org.sealpost.policy.DmarcRule;
import org.sealpost.policy.Finding;

class SmtpDoorTest {
    private static final SmtpLimits SMALL =
            new SmtpLimits(100_000, 1_000, 5, 20_000, Duration.ofSeconds(5), Duration.ofSeconds(2), 20, 4, 2);
    private static final String BEGIN =
            "HELO relay.example.net\r\nMAIL FROM:<eve@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n";

    private Optional<TestDoor> opened = Optional.empty();

    private TestDoor door(SmtpLimits limits) throws IOException {
        TestDoor door = new TestDoor(limits);
        opened = Optional.of(door);
        return door;
    }

    @AfterEach
    void close() {
        opened.ifPresent(TestDoor::close);
    }

    @Test
    void keepsContentExactlyAndPutsOnlyATraceFieldInFront() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        String content =
                String.join("\r\n", "Subject: one", "", "..two dots", ".\u00e9 and trailing blanks  ", "\0", "");

        try (RawClient client = begin(door)) {
            client.send(content.replace("\r\n.", "\r\n..") + ".\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0 accepted as ");
        }

        Leased leased = only(door.queued());
        String stored = text(leased);
        assertThat(stored).endsWith("\r\n" + content);
        assertThat(stored.substring(0, stored.length() - content.length()))
                .matches(
                        "Received: from relay\\.example\\.net \\(\\[127\\.0\\.0\\.1]\\)\\s+by mx\\.example\\.org with SMTP"
                                + " id [0-9a-v]{21};\\s+\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\\r\\n");
        assertThat(leased.mail().origin()).isEqualTo(new Origin.Received("relay.example.net [127.0.0.1]"));
        assertThat(leased.mail().receivedOver()).isEqualTo(new SessionSecurity.Plain());
        assertThat(door.audited).extracting(AuditEvent::action).containsExactly(AuditAction.ACCEPT);
        assertThat(door.audited.getFirst().subject()).isEqualTo(leased.mail().queueId());
    }

    @Test
    void keepsWithAMessageFromOutsideWhatTheDnsSaysOfItsSender() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        door.sender = forged("quarantine");

        try (RawClient client = begin(door)) {
            client.send("Subject: one\r\n\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }

        assertThat(only(door.queued()).mail().origin())
                .isEqualTo(new Origin.Received(
                        "relay.example.net [127.0.0.1]",
                        new AuthenticationResults(
                                List.of("spf=none", "dkim=none", "dmarc=fail header.from=partner.example"), true)));
        assertThat(door.audited.getFirst().because())
                .extracting(Finding::rule)
                .contains(DmarcRule.DMARC_FAILED_AND_QUARANTINE_WISHED);
    }

    @Test
    void refusesWhatTheAuthorsDomainWantsRefusedAndSaysSo() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        door.sender = forged("reject");

        try (RawClient client = begin(door)) {
            client.send("Subject: one\r\n\r\n.\r\n");
            assertThat(client.reply()).startsWith("550 5.7.26 The domain partner.example did not send the message");
        }

        assertThat(door.queued()).isEmpty();
    }

    private static DmarcFacts forged(String wish) {
        Domain author = new Domain("partner.example");
        DmarcRecord record = DmarcRecord.parse("v=DMARC1; p=" + wish).orElseThrow();
        return new DmarcFacts(
                "192.0.2.1",
                false,
                Optional.of(author),
                new SpfCheck(AuthenticationResult.NONE, Optional.empty(), false),
                List.of(),
                new DmarcLookup.Published(record, author),
                Set.of(),
                true);
    }

    @Test
    void addsDateAndMessageIdToWhatOurPeopleSubmitAndTellsOfTls() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = submission(door)) {
            client.say("MAIL FROM:<ann@example.org>");
            client.say("RCPT TO:<bob@example.org>");
            client.say("DATA");
            assertThat(client.say("From: ann@example.org\r\n\r\nhello\r\n.")).startsWith("250");
        }

        Leased leased = only(door.queued());
        assertThat(text(leased))
                .containsPattern("with ESMTPSA id [0-9a-v]+\r\n {8}\\(version=TLSv1.3 cipher=TLS_\\w+\\);")
                .containsPattern(
                        "\r\nDate: .*\r\nMessage-ID: <[0-9a-v]{21}@mx.example.org>\r\nFrom: ann@example.org\r\n");
        assertThat(leased.mail().origin()).isEqualTo(new Origin.Submitted(MailAddress.parse("ann@example.org")));
        assertThat(leased.mail().receivedOver()).isInstanceOf(SessionSecurity.Tls.class);
        assertThat(door.audited).extracting(AuditEvent::action).containsExactly(AuditAction.LOGIN, AuditAction.ACCEPT);
    }

    /** Each would end the content for one server and not for another, so that the rest counts as a second message there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r\n\0.\r\n",
                "\r\n.\r\r\n",
                ".\r\n",
                "\r\r\n.\r\r\n",
                "\r\n.\0\r\n"
            })
    void letsNobodySmuggleASecondMessage(String end) throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        String smuggled = "MAIL FROM:<admin@example.net>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\nSubject: smuggled\r\n";

        try (RawClient client = begin(door)) {
            client.send("Subject: first\r\n\r\nhello" + end + smuggled + "\r\n.\r\n");
            String reply = client.reply();

            assertThat(client.say("NOOP")).startsWith("250 2.0.0");
            boolean lineEndsAreGood = end.replace("\r\n", "").chars().noneMatch(c -> c == '\r' || c == '\n');
            assertThat(reply).startsWith(lineEndsAreGood ? "250" : "550 5.6.0 a bare");
        }
        List<Leased> queued = door.queued();
        assertThat(queued).hasSizeLessThan(2);
        queued.forEach(leased -> assertThat(leased.mail().envelope().recipients())
                .containsExactly(MailAddress.parse("bob@example.org")));
    }

    @Test
    void endsContentAlsoWhereThePacketsEnd() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = begin(door)) {
            for (byte octet : "Subject: slow\r\n\r\n..dot\r\n.\r\n".getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {octet});
            }
            assertThat(client.reply()).startsWith("250 2.0.0");
        }

        assertThat(text(only(door.queued()))).endsWith("Subject: slow\r\n\r\n.dot\r\n");
    }

    @Test
    void refusesCommandsWithoutCrlfAndStaysInStep() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            client.send("HELO relay.example.net\n");
            assertThat(client.reply()).startsWith("500 5.5.2");
            client.send("NOOP\rRSET\r\n");
            assertThat(client.reply()).startsWith("500 5.5.2");
            client.send("NOOP " + "x".repeat(15_000) + "\r\n");
            assertThat(client.reply()).startsWith("500 5.5.2 the line is too long");
            assertThat(client.say("HELO relay.example.net")).startsWith("250");
        }
    }

    @Test
    void keepsLongLinesAndRefusesEndlessOnes() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        String longLine = "x".repeat(900_000);

        try (RawClient client = begin(door)) {
            client.send("Subject: long\r\n\r\n" + longLine + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            client.send(BEGIN.substring(BEGIN.indexOf("MAIL")));
            client.reply();
            client.reply();
            client.reply();
            client.send("Subject: endless\r\n\r\n" + longLine + longLine + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("500 5.6.0");
            assertThat(client.say("NOOP")).startsWith("250");
        }

        assertThat(text(only(door.queued()))).endsWith("\r\n\r\n" + longLine + "\r\n");
    }

    @Test
    void readsOverAMessageOfTwoHundredMegabytesAndLivesOn() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        byte[] megabyte = "0123456789abcdef012345678901234567890123456789012345678901234\r\n"
                .repeat(16_384)
                .getBytes(StandardCharsets.US_ASCII);

        try (RawClient client = begin(door)) {
            for (int i = 0; i < 200; i++) {
                client.send(megabyte);
            }
            client.send(".\r\n");
            assertThat(client.reply()).startsWith("552 5.3.4");
            assertThat(client.say("MAIL FROM:<eve@example.net> SIZE=200000000")).startsWith("552 5.3.4");
            assertThat(client.say("MAIL FROM:<eve@example.net>")).startsWith("250");
        }
        assertThat(door.queued()).isEmpty();
    }

    @Test
    void takesAThousandRecipientsAtOnceAndTheOthersLater() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        for (int i = 0; i < 10_000; i++) {
            door.directory.add(FixedDirectory.account("u" + i + "@example.org", true));
        }
        StringBuilder all = new StringBuilder("HELO relay.example.net\r\nMAIL FROM:<eve@example.net>\r\n");
        for (int i = 0; i < 10_000; i++) {
            all.append("RCPT TO:<u").append(i).append("@example.org>\r\n");
        }

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(all.toString());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.reply()).startsWith("250");
            assertThat(client.reply()).startsWith("250");
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.reply()).startsWith(i < 1_000 ? "250 2.1.5" : "452 4.5.3");
            }
            sender.join();
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("Subject: many\r\n.")).startsWith("250");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }

        assertThat(only(door.queued()).mail().envelope().recipients()).hasSize(1_000);
    }

    @Test
    void expandsAGroupOnceWithoutTheDisabledAndWithoutTwins() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            client.say("HELO relay.example.net");
            client.say("MAIL FROM:<eve@example.net>");
            assertThat(client.say("RCPT TO:<all@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("250");
            client.say("DATA");
            client.say("Subject: all\r\n.");
        }

        assertThat(only(door.queued()).mail().envelope().recipients())
                .extracting(MailAddress::key)
                .containsExactlyInAnyOrder("ann@example.org", "bob@example.org", "guest@example.net");
    }

    @Test
    void takesMailForPostmasterAndAbuseInAnyCaseOnceSomebodyReadsIt() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            client.say("EHLO peer.example");
            client.say("MAIL FROM:<>");
            assertThat(client.say("RCPT TO:<postmaster>")).startsWith("550 5.1.1");

            door.directory.add(new org.sealpost.identity.DirectoryEntry.Group(
                    MailAddress.parse("postmaster@example.org"),
                    "Postmaster",
                    List.of(MailAddress.parse("bob@example.org"))));

            assertThat(client.say("RCPT TO:<PostMaster>")).startsWith("250");
            assertThat(client.say("RCPT TO:<abuse@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<webmaster@example.org>")).startsWith("550 5.1.1");
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("Subject: you send spam\r\n\r\n.")).startsWith("250");
        }

        assertThat(door.queued().getFirst().mail().envelope().recipients())
                .extracting(MailAddress::toString)
                .containsExactly("bob@example.org");
    }

    @Test
    void hangsUpAfterTooManyErrors() throws IOException {
        TestDoor door = door(SMALL);

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            for (int i = 0; i < 5; i++) {
                assertThat(client.say("NONSENSE")).startsWith("500");
            }
            assertThat(client.reply()).startsWith("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void hangsUpOnClientsThatSayNothing() throws IOException {
        TestDoor door = door(SMALL);

        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();

            assertThat(client.reply()).startsWith("421 4.4.2");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void hangsUpOnClientsThatSayNothingInsideTls() throws IOException {
        TestDoor door = door(SMALL);

        try (RawClient client = submission(door)) {
            assertThat(client.reply()).startsWith("421 4.4.2");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void hangsUpOnClientsThatDoNotBeginTheHandshake() throws IOException {
        TestDoor door = door(SMALL);

        try (RawClient client = new RawClient(door.port(TestDoor.SUBMISSION))) {
            client.reply();
            client.say("EHLO laptop");
            assertThat(client.say("STARTTLS")).startsWith("220");

            assertThat(client.isHungUpOn()).isTrue();
        }
    }

    @Test
    void endsSessionsThatTrickle() throws IOException, InterruptedException {
        TestDoor door = door(SMALL);

        try (RawClient client = begin(door)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            client.send("x");
                            Thread.sleep(100);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(door.queued()).isEmpty();
        try (RawClient next = new RawClient(door.port(TestDoor.INTERNET))) {
            assertThat(next.reply()).startsWith("220");
        }
    }

    @Test
    void letsNoAddressTakeAllConnections() throws IOException, InterruptedException {
        TestDoor door = door(SMALL);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RawClient client = new RawClient(door.port(TestDoor.INTERNET));
            clients.add(client);
            assertThat(client.reply()).startsWith("220");
        }

        try (RawClient tooMany = new RawClient(door.port(TestDoor.INTERNET))) {
            assertThat(tooMany.reply()).startsWith("421 4.7.0");
        }
        for (RawClient client : clients) {
            client.say("QUIT");
            client.close();
        }
        Thread.sleep(200);
        try (RawClient again = new RawClient(door.port(TestDoor.INTERNET))) {
            assertThat(again.reply()).startsWith("220");
        }
    }

    @Test
    void hangsUpAfterWrongPasswordsAndWritesThemDown() throws IOException {
        TestDoor door = door(SMALL);

        try (RawClient client = new RawClient(door.port(TestDoor.SUBMISSIONS))) {
            client.handshake();
            client.reply();
            client.say("EHLO laptop");
            assertThat(client.say("AUTH PLAIN AGFubkBleGFtcGxlLm9yZwB3cm9uZw=="))
                    .startsWith("535 5.7.8");
            assertThat(client.say("AUTH PLAIN AGFubkBleGFtcGxlLm9yZwB3cm9uZw=="))
                    .startsWith("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }

        assertThat(door.audited)
                .hasSize(2)
                .allMatch(event ->
                        event.action() == AuditAction.LOGIN && event.outcome().startsWith("refused"))
                .noneMatch(event -> event.toString().contains("wrong\""));
    }

    @Test
    void aSubmissionEndsOnceTheAccountIsDisabledEvenWithinTheContent() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = new RawClient(door.port(TestDoor.SUBMISSIONS));
                RawClient second = new RawClient(door.port(TestDoor.SUBMISSIONS))) {
            logIn(client);
            logIn(second);
            assertThat(second.say("MAIL FROM:<ann@example.org>")).startsWith("250");
            assertThat(second.say("RCPT TO:<bob@example.org>")).startsWith("250");
            assertThat(second.say("DATA")).startsWith("354");

            door.directory.disable("ann@example.org");
            door.logins.directoryChanged();

            assertThat(client.say("MAIL FROM:<ann@example.org>")).startsWith("421 4.7.0 your login counts no more");
            assertThat(client.reply()).isEmpty();
            assertThat(second.say("From: ann@example.org\r\n\r\ntoo late\r\n.")).startsWith("421 4.7.0");
        }
        assertThat(door.queued()).isEmpty();
    }

    private static void logIn(RawClient client) throws IOException {
        client.handshake();
        client.reply();
        client.say("EHLO laptop");
        String plain = java.util.Base64.getEncoder()
                .encodeToString(("\0ann@example.org\0" + FixedDirectory.PASSWORD)
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(client.say("AUTH PLAIN " + plain)).startsWith("235");
    }

    @Test
    void saysNeverYesWhenTheStoreFails() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);

        try (RawClient client = begin(door)) {
            door.database.close();
            assertThat(client.say("Subject: lost?\r\n.")).startsWith("451 4.3.0");
            assertThat(client.say("NOOP")).startsWith("250");
        }
    }

    @Test
    void asksToComeAgainWhenTheSpoolIsFull() throws IOException {
        TestDoor door = new TestDoor(SmtpLimits.DEFAULT, 50_000);
        opened = Optional.of(door);

        try (RawClient client = begin(door)) {
            assertThat(client.say("Subject: large\r\n\r\n" + "line\r\n".repeat(10_000) + "."))
                    .startsWith("452 4.3.1");
            assertThat(client.say("NOOP")).startsWith("250");
        }
        assertThat(door.queued()).isEmpty();
    }

    @Test
    void tellsWhichPortIsTaken() throws IOException {
        TestDoor door = door(SmtpLimits.DEFAULT);
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port(TestDoor.INTERNET));
        SmtpListener listener = new SmtpListener("smtp", taken, SmtpListener.Kind.INTERNET);

        assertThatThrownBy(() -> door.another(listener))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen for smtp on")
                .hasMessageContaining(String.valueOf(taken.getPort()));
    }

    private static RawClient begin(TestDoor door) throws IOException {
        RawClient client = new RawClient(door.port(TestDoor.INTERNET));
        client.send(BEGIN);
        assertThat(client.reply()).startsWith("220");
        assertThat(client.reply()).startsWith("250");
        assertThat(client.reply()).startsWith("250");
        assertThat(client.reply()).startsWith("250");
        assertThat(client.reply()).startsWith("354");
        return client;
    }

    private static RawClient submission(TestDoor door) throws IOException {
        RawClient client = new RawClient(door.port(TestDoor.SUBMISSION));
        client.reply();
        client.say("EHLO laptop");
        client.say("STARTTLS");
        client.handshake();
        client.say("EHLO laptop");
        assertThat(client.say("AUTH PLAIN AGFubkBleGFtcGxlLm9yZwBjb3JyZWN0IGhvcnNl"))
                .startsWith("235");
        return client;
    }

    static String text(Leased leased) {
        return new String(leased.mail().content().bytes(10_000_000), StandardCharsets.ISO_8859_1);
    }

    static Leased only(List<Leased> leased) {
        assertThat(leased).hasSize(1);
        return leased.getFirst();
    }
}
