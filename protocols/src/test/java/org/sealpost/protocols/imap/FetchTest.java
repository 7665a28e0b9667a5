package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.smtp.HardContents;
import org.sealpost.store.database.Database;
import org.sealpost.testkit.Samples;

/** What is read from the tables is what James would read from the messages, byte for byte. */
class FetchTest {
    private static final List<String> ASKED = List.of(
            "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
            "FULL",
            "ALL",
            "FAST",
            "FLAGS",
            "(UID FLAGS MODSEQ)",
            "(UID MODSEQ EMAILID THREADID SAVEDATE)",
            "(BODY BODY.PEEK[HEADER.FIELDS (From)])",
            "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID References Content-Type)])",
            "BODY.PEEK[HEADER.FIELDS (RESENT-FROM)]",
            "BODY.PEEK[HEADER.FIELDS (From Received)]",
            "BODY.PEEK[]",
            "(BODY.PEEK[]<0.20> UID)",
            "BODY.PEEK[]<7.100000>",
            "BODY.PEEK[]<100000000.5>",
            "(BODY.PEEK[] BODY.PEEK[HEADER.FIELDS (To)] BODY.PEEK[]<3.4>)",
            "(ENVELOPE BODY.PEEK[TEXT] BODY.PEEK[HEADER])",
            "(BODYSTRUCTURE BODY.PEEK[1] BODY.PEEK[1.MIME])");

    private static final String PERSONS = lines(
            "From: \"Doe, Jane\" <jane@example.net>, john@example.net (John)",
            "To: friends: ann@example.org, <@relay.example:bob@example.org>;, carol@example.org",
            "Cc: undisclosed:;",
            "Reply-To: =?utf-8?q?J=C3=B6rg?= <joerg@example.net>");

    private Database database;
    private Server server;
    private ImapDoor unguarded;
    private Client ours;
    private Client james;

    @BeforeEach
    void open() throws IOException {
        database = Engine.SQLITE.emptied();
        server = new Server(database, org.sealpost.protocols.session.Limits.DEFAULT);
        unguarded = server.unguarded();
        InetSocketAddress other = unguarded.start().getFirst();
        ours = server.client("ann@example.org");
        james = Client.secure(other);
        james.line();
        james.ok("LOGIN ann@example.org secret");
    }

    @AfterEach
    void close() throws IOException {
        ours.close();
        james.close();
        unguarded.close();
        server.close();
    }

    @Test
    void hardAndOddMessagesAreListedAndReadAsJamesDoes() throws Exception {
        List<String> names = deliverOddOnes();
        select();

        for (String asked : ASKED) {
            for (int number = 1; number <= names.size(); number++) {
                String command = "FETCH " + number + " " + asked;
                assertThat(ours.ok(command))
                        .as("%s of the message with %s", asked, names.get(number - 1))
                        .isEqualTo(james.ok(command));
            }
        }
    }

    @Test
    void rangesAndSetsAreAnsweredAsJamesDoes() throws Exception {
        deliverOddOnes();
        select();
        ours.ok("STORE 3,5 +FLAGS (\\Flagged Work urgent \\Deleted)");
        james.ok("NOOP");
        ours.ok("EXPUNGE");
        james.ok("NOOP");

        for (String set : List.of("1:*", "*", "2:4", "4:2", "1,3,2", "1,1", "*:3", "0", "9999", "2:9999")) {
            for (String command : List.of("FETCH " + set, "UID FETCH " + set)) {
                assertThat(ours.imap(command + " (UID FLAGS ENVELOPE)"))
                        .as(command)
                        .isEqualTo(james.imap(command + " (UID FLAGS ENVELOPE)"));
            }
        }
    }

    @Test
    void generatedMessagesAreListedAsJamesDoes() throws Exception {
        select();

        Samples.forAll(FetchTest::generated, message -> {
            server.deliver("ann@example.org", message);
            String command = "UID FETCH * (UID RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE"
                    + " BODY.PEEK[HEADER.FIELDS (Subject From To Content-Type Message-ID)])";
            assertThat(afterNews(ours, command)).isEqualTo(afterNews(james, command));
        });
    }

    @Test
    void listsOfMessagesFromBeforeAreMadeOnceAndKept() throws Exception {
        List<String> names = deliverOddOnes();
        forgetListings();
        select();

        List<String> made = ours.ok("FETCH 1:* (ENVELOPE BODYSTRUCTURE)");
        long missing = count("SELECT COUNT(*) FROM mailbox_message WHERE listing IS NULL");
        List<String> kept = ours.ok("FETCH 1:* (ENVELOPE BODYSTRUCTURE)");

        assertThat(names).isNotEmpty();
        assertThat(missing).isZero();
        assertThat(kept).isEqualTo(made).isEqualTo(james.ok("FETCH 1:* (ENVELOPE BODYSTRUCTURE)"));
    }

    @Test
    void aLongMessageIsReadWhicheverPartOfItIsAskedFor() throws Exception {
        String body = "line after line\r\n".repeat(200_000);
        server.deliver("ann@example.org", "Subject: long\r\n\r\n" + body);
        select();

        List<String> whole = ours.ok("FETCH 1 BODY.PEEK[]");
        List<String> text = ours.ok("FETCH 1 BODY.PEEK[TEXT]");

        assertThat(whole).hasSizeGreaterThan(200_000);
        assertThat(text).hasSizeGreaterThan(200_000);
    }

    @Test
    void aListOpensNoContent() throws Exception {
        server.deliver("ann@example.org", PERSONS + "Subject: in the table\r\n\r\nbody\r\n");
        select();
        database.<Integer>write(sql -> sql.update("DELETE FROM content"));

        List<String> listed = ours.ok("FETCH 1 (ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (Subject)])");

        assertThat(listed).anyMatch(line -> line.contains("in the table"));
    }

    @Test
    void listingsAreNotReadableInTheDatabase() throws Exception {
        server.deliver("ann@example.org", "Subject: topsecret\r\n\r\nbody\r\n");

        List<String> kept = database.read(sql -> sql.list(
                "SELECT listing FROM mailbox_message",
                row -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1)));

        assertThat(kept).singleElement().asString().isNotEmpty().doesNotContain("topsecret");
    }

    @Test
    void aListingThatWasPutBesideAnotherMessageIsMadeAgain() throws Exception {
        server.deliver("ann@example.org", "Subject: first\r\n\r\nbody\r\n");
        server.deliver("ann@example.org", "Subject: second\r\n\r\nbody\r\n");
        database.<Integer>write(
                sql -> sql.update("UPDATE mailbox_message SET listing = (SELECT MAX(listing) FROM mailbox_message)"));
        select();

        List<String> listed = ours.ok("FETCH 1:2 ENVELOPE");

        assertThat(listed.get(0)).contains("\"first\"");
        assertThat(listed.get(1)).contains("\"second\"");
    }

    @Test
    void readingWithoutPeekingMarksAsSeenAndTellsSo() throws Exception {
        server.deliver("ann@example.org", "Subject: new\r\n\r\nbody\r\n");
        select();

        List<String> read = ours.ok("FETCH 1 BODY[]");
        List<String> again = ours.ok("FETCH 1 BODY[]");
        james.ok("NOOP");

        assertThat(read.getFirst()).startsWith("* 1 FETCH (FLAGS (\\Seen) BODY[] {");
        assertThat(again.getFirst()).startsWith("* 1 FETCH (BODY[] {");
        assertThat(james.ok("FETCH 1 FLAGS")).first().asString().contains("\\Seen");
    }

    @Test
    void whoMayNotReadAFolderAnyMoreIsRefused() throws Exception {
        server.deliver("ann@example.org", "Subject: private\r\n\r\nbody\r\n");
        ours.ok("SETACL INBOX bob@example.org lr");
        try (Client bob = server.client("bob@example.org")) {
            bob.ok("SELECT Shared.ann.INBOX");
            List<String> allowed = bob.ok("FETCH 1 ENVELOPE");
            ours.ok("DELETEACL INBOX bob@example.org");

            List<String> refused = bob.imap("FETCH 1 ENVELOPE");

            assertThat(allowed.getFirst()).contains("private");
            assertThat(refused).singleElement().asString().startsWith("t NO");
        }
    }

    private List<String> deliverOddOnes() {
        Map<String, String> all = new LinkedHashMap<>();
        HardContents.good().forEach((name, bytes) -> all.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
        all.putAll(oddOnes());
        all.values().forEach(content -> server.deliver("ann@example.org", content));
        return new ArrayList<>(all.keySet());
    }

    private static Map<String, String> oddOnes() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("nothing", "");
        all.put("two bytes", "\r\n");
        all.put("no end of line", "Subject: x");
        all.put("groups and comments", PERSONS + "Subject: \"quoted\" \\ back\r\n\tfolded\r\n\r\nx\r\n");
        all.put("fields twice", "Subject: 1\r\nsubject: 2\r\nTO: a@b.example\r\nto: c@d.example\r\n\r\nx\r\n");
        all.put("broken addresses", "From: <<a@@b>>,,;\r\nTo: (\r\nSender: \"\r\n\r\nx\r\n");
        all.put(
                "all properties",
                lines(
                        "Content-Type: text/html; charset=UTF-8; name=\"a b\"; x*0=1; x*1=2",
                        "Content-ID: <1@x>",
                        "Content-Description: words",
                        "Content-Transfer-Encoding: quoted-printable",
                        "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
                        "Content-Language: de, en",
                        "Content-Location: http://x.example/",
                        "Content-Disposition: attachment; filename=\"n.html\"; size=3",
                        "",
                        "<p>"));
        all.put("nested", PERSONS + nested());
        all.put("a message in a message", "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody\r\n");
        all.put("an empty message in a message", "Content-Type: message/rfc822\r\n\r\n");
        all.put("multipart without boundary", "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nbody\r\n");
        all.put("multipart without parts", "Content-Type: multipart/mixed; boundary=x\r\n\r\nno part\r\n");
        all.put("a type that is none", "Content-Type: ;;=\r\nContent-Disposition: =;\r\n\r\nx\r\n");
        all.put("more parts than a list has use for", manyParts());
        all.put("long", PERSONS + "Content-Type: text/plain\r\n\r\n" + "line after line\r\n".repeat(80_000));
        return all;
    }

    private static String nested() {
        String inner = lines(
                "Subject: inner",
                "Content-Type: image/png; name=x.png",
                "Content-Disposition: inline",
                "Content-Transfer-Encoding: base64",
                "",
                "iVBO",
                "--a--");
        return lines(
                        "Content-Type: multipart/mixed; boundary=\"a\"",
                        "",
                        "--a",
                        "Content-Type: multipart/alternative; boundary=b",
                        "",
                        "--b",
                        "",
                        "plain",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>",
                        "--b--",
                        "--a",
                        "Content-Type: message/rfc822",
                        "")
                + PERSONS
                + inner;
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String manyParts() {
        return "Subject: parts\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
                + "--x\r\nContent-Type: image/png; name=\"a name that takes some room\"\r\n\r\nx\r\n".repeat(1_500)
                + "--x--\r\n";
    }

    /** Header fields, types and boundaries thrown together. */
    private static String generated(RandomGenerator random) {
        StringBuilder message = new StringBuilder();
        List<String> lines = List.of(
                "Subject: words",
                "Subject: =?utf-8?b?w7w=?= \u00e4",
                "From: a@b.example",
                "From: \"x\" <y@z.example>, group: c@d.example;",
                "To: <broken",
                " folded",
                "Message-ID: <1@x.example>",
                "Content-Type: multipart/mixed; boundary=b",
                "Content-Type: multipart/related; boundary=\"c\"; type=\"text/html\"",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Type: message/rfc822",
                "Content-Type: application/octet-stream; name=x",
                "Content-Disposition: attachment; filename=\"\u00e4.txt\"",
                "Content-Transfer-Encoding: base64",
                "",
                "",
                "--b",
                "--b",
                "--b--",
                "--c",
                "--c--",
                "words of the body",
                "YmFzZTY0");
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            message.append(lines.get(random.nextInt(lines.size()))).append("\r\n");
        }
        return message.toString();
    }

    /** Only the first session is told that messages are recent; it is neither of the two that are compared. */
    private void select() throws IOException {
        try (Client first = server.client("ann@example.org")) {
            first.ok("SELECT INBOX");
        }
        ours.ok("SELECT INBOX");
        james.ok("SELECT INBOX");
    }

    private static List<String> afterNews(Client client, String command) {
        try {
            client.ok("NOOP");
            return client.imap(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forgetListings() {
        database.<Integer>write(sql -> sql.update("UPDATE mailbox_message SET listing = NULL"));
    }

    private long count(String query) {
        return database.<Long>read(sql -> sql.count(query));
    }
}
