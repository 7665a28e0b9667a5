package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is said in SMTP sessions is written down on request, without passwords and without mail. */
class ProtocolLogTest {
    private static final String MARKER = "the heron stands at the weir";
    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void sessionsAreWrittenOnRequestWithoutPasswordsAndWithoutMail() throws IOException {
        submit("PLAIN", "before@outside.example");
        OUTSIDE.next();
        assertThat(DEMO.json("protocol-log", "show")).isEmpty();
        assertThat(DEMO.mistake("protocol-log", "on", "smpt")).contains("there are outbound, smtp, submission");

        DEMO.done("protocol-log", "on", "submission");
        DEMO.done("protocol-log", "on", "outbound");
        submit("PLAIN", "first@outside.example");
        submit("LOGIN", "second@outside.example");
        OUTSIDE.next();
        OUTSIDE.next();

        String written = written();
        assertThat(written)
                .contains("#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
                        + "event,data,context")
                .contains("AUTH PLAIN <removed>", "334 <removed>", "RCPT TO:<first@outside.example>", "TLSv1.3 TLS_")
                .doesNotContain(MARKER, "Subject:", DEMO.password("alice"));
        for (String secret : secrets()) {
            assertThat(written).doesNotContain(secret);
        }
        oneSessionIsReadWholeByItsId();
        theRecordOfTheMessageNamesBothSessions();
        onePageTellsRecordQueueAndConversationsInTheOrderOfTime();
        theSwitchSurvivesARestartAndIsTurnedWithoutOne();
    }

    private static void oneSessionIsReadWholeByItsId() {
        String id = "";
        for (JsonNode line : DEMO.json("protocol-log", "show", "--connector", "submission")) {
            id = line.get("data").asText().contains("second@outside.example")
                    ? line.get("session-id").asText()
                    : id;
        }
        JsonNode session = DEMO.json("protocol-log", "show", "--session", id);
        List<String> said = new ArrayList<>();
        int expected = 0;
        for (JsonNode line : session) {
            assertThat(line.get("sequence-number").asInt()).isEqualTo(expected++);
            said.add(line.get("event").asText() + " " + line.get("data").asText());
        }
        assertThat(said.getFirst()).isEqualTo("+ ");
        assertThat(said.getLast()).isEqualTo("- ");
        assertThat(String.join("\n", said))
                .containsSubsequence(
                        "> 220 localhost ESMTP",
                        "< EHLO",
                        "< STARTTLS",
                        "* TLSv1.3",
                        "< AUTH LOGIN",
                        "> 334 <removed>",
                        "> 235",
                        "< MAIL FROM:<alice@sealpost.example>",
                        "< RCPT TO:<second@outside.example>",
                        "< DATA",
                        "> 354",
                        "> 250 2.0.0 accepted as ",
                        "< QUIT",
                        "> 221");
    }

    private static void theRecordOfTheMessageNamesBothSessions() {
        assertThat(DEMO.done("track", "--recipient", "second@outside.example")).contains("accept", "deliver");
        String id = DEMO.json("track", "--recipient", "second@outside.example")
                .get(0)
                .get("id")
                .asText();
        assertThat(DEMO.done("explain", id))
                .containsPattern("protocol log, session [0-9a-f]+ of connector submission")
                .containsPattern("protocol log, session [0-9a-f]+ of connector outbound");
    }

    private static void onePageTellsRecordQueueAndConversationsInTheOrderOfTime() {
        String id = DEMO.json("track", "--recipient", "second@outside.example")
                .get(0)
                .get("id")
                .asText();
        String page = DEMO.done("explain", id, "--full");
        assertThat(page)
                .contains("nobody waits for it", "said in session ")
                .containsSubsequence(
                        "everything, in the order of time",
                        "<  EHLO",
                        "<  AUTH LOGIN",
                        "<  RCPT TO:<second@outside.example>",
                        "record  accept  alice@sealpost.example",
                        ">  250 2.0.0 accepted as " + id,
                        ">  RCPT TO:<second@outside.example>",
                        "record  deliver  transport  delivered to second@outside.example")
                .doesNotContain("first@outside.example", MARKER);

        JsonNode story = DEMO.json("explain", id, "--full").get(0);
        assertThat(story.get("queue")).isEmpty();
        assertThat(story.get("tries")).hasSize(2);
        assertThat(story.get("conversations")).hasSize(2);
        assertThat(story.get("moments").toString()).contains("\"kind\":\"said\"", "\"kind\":\"record\"");

        String before = DEMO.json("track", "--recipient", "before@outside.example")
                .get(0)
                .get("id")
                .asText();
        assertThat(DEMO.done("explain", before, "--full"))
                .contains("the protocol log was off then", "sealpost protocol-log on CONNECTOR")
                .doesNotContain("EHLO");
    }

    private static void theSwitchSurvivesARestartAndIsTurnedWithoutOne() throws IOException {
        DEMO.stop();
        DEMO.restart();
        assertThat(DEMO.done("protocol-log", "list"))
                .containsPattern("submission +on")
                .containsPattern("smtp +off");
        submit("PLAIN", "third@outside.example");
        OUTSIDE.next();
        assertThat(written()).contains("RCPT TO:<third@outside.example>");

        DEMO.done("protocol-log", "off", "submission");
        DEMO.done("protocol-log", "off", "outbound");
        submit("PLAIN", "fourth@outside.example");
        OUTSIDE.next();
        assertThat(written()).doesNotContain("fourth@outside.example");
    }

    @Test
    void mailGoesOnWhenTheLogCannotBeWritten() throws IOException {
        try (Sink outside = new Sink();
                Demo demo = Demo.start(outside.asSmartHost())) {
            Files.writeString(demo.data().resolve("protocol-log"), "in the way");
            demo.done("protocol-log", "on", "submission");
            for (int i = 0; i < 2; i++) {
                Run sent = demo.submit("alice", List.of("friend@outside.example"), "--body", "hello");
                assertThat(sent.exit()).as(sent.text()).isZero();
                outside.next();
            }
            assertThat(demo.log()).containsOnlyOnce("the protocol log cannot be written, mail goes on without it");
        }
    }

    private static void submit(String mechanism, String recipient) {
        Run sent = DEMO.submit(
                "alice",
                List.of(recipient),
                "--auth",
                mechanism,
                "--header",
                "Subject: " + MARKER,
                "--body",
                MARKER + "\nMAIL FROM:<" + MARKER + ">");
        assertThat(sent.exit()).as(sent.text()).isZero();
    }

    private static List<String> secrets() {
        String name = Demo.address("alice");
        String password = DEMO.password("alice");
        return Stream.of(password, name, "\0" + name + "\0" + password)
                .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static String written() throws IOException {
        Path folder = DEMO.data().resolve("protocol-log");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
