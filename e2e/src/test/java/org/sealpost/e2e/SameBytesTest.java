package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A message that is not opened here is the same, byte for byte, as it was sent, whichever way it is read: IMAP and POP3, one
 * after the other and at the same time.
 */
class SameBytesTest {
    private static final String HEADER = "From: eve@partner.example\r\nSubject: hard\r\n";
    private static final Demo DEMO = Demo.start();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of("eight bits", HEADER + "\r\nGr\u00fc\u00dfe \u00ff\u00fe\u0080\r\n"),
                Arguments.of("NUL", HEADER + "\r\nab\0cd\r\n"),
                Arguments.of("dots", HEADER + "\r\n.\r\n..\r\n...three\r\n.one\r\nthe end\r\n"),
                Arguments.of("long lines", HEADER + "\r\n" + "x".repeat(2_000) + "\r\n" + "y".repeat(100_000) + "\r\n"),
                Arguments.of("trailing blanks", HEADER + "\r\nblanks   \r\ntabs\t\t\r\n \r\n\r\n\r\n"),
                Arguments.of(
                        "odd header",
                        "X-NoSpace:v\r\nX-Fold: a\r\n\t b  \r\nX-Empty:\r\nX-8bit: \u00e9\r\n" + HEADER
                                + "\r\nbody\r\n"),
                Arguments.of("no colon", HEADER + "This is no header line\r\nX-After: 1\r\n\r\nbody\r\n"),
                Arguments.of("no body", HEADER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void whatAnotherServerBringsIsReadAsItCame(String name, String content) throws IOException {
        byte[] sent = content.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(bring("bob", sent)).as(name).startsWith("250");

        byte[] imap = newestByImap("bob");
        byte[] pop3 = newestByPop3("bob");

        assertThat(pop3).isEqualTo(imap);
        assertThat(imap).endsWith(sent);
        assertThat(new String(imap, 0, imap.length - sent.length, StandardCharsets.ISO_8859_1))
                .as("in front stand only whole header fields of the house")
                .matches("(?s)Return-Path: .*Authentication-Results: .*Received: .*\r\n");
    }

    @Test
    void aBareLineEndIsRefusedAndNeverMended() throws IOException {
        int before = DEMO.count("carol");

        String reply = bring("carol", (HEADER + "\r\nbare\nline\r\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(reply).startsWith("550 5.6.0");
        assertThat(DEMO.count("carol")).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void whatAMailProgramAppendsIsReadAsItWas(String name, String content) throws IOException {
        byte[] appended = content.getBytes(StandardCharsets.ISO_8859_1);
        append("carol", appended);

        byte[] imap = newestByImap("carol");
        byte[] pop3 = newestByPop3("carol");

        assertThat(imap).as(name).isEqualTo(appended);
        assertThat(pop3).as(name).isEqualTo(appended);
    }

    @Test
    void aLastLineWithoutAnEndStaysSoAndOnlyPop3MustEndIt() throws IOException {
        byte[] appended = (HEADER + "\r\nno end").getBytes(StandardCharsets.ISO_8859_1);
        append("carol", appended);

        assertThat(newestByImap("carol")).isEqualTo(appended);
        assertThat(newestByPop3("carol"))
                .as("RFC 1939 section 3: each line of an answer ends with CRLF")
                .isEqualTo((HEADER + "\r\nno end\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void signedMailFromOutsideIsTheSameForTwoForeignProgramsAtTheSameTimeAndStillVerifies() throws IOException {
        Outsider pat = new Outsider("pat@partner.example");
        byte[] signed = pat.sign("from Pat, signed  \r\n.\r\nend");
        byte[] sent = ("From: pat@partner.example\r\nSubject: signed\r\n"
                        + new String(signed, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        int before = DEMO.count("alice");
        assertThat(bring("alice", sent)).startsWith("250");
        DEMO.newest("alice", before + 1);

        byte[] imap;
        byte[] pop3;
        try (TlsClient open = TlsClient.imap(DEMO, Demo.address("alice"), DEMO.password("alice"))) {
            open.imap("SELECT INBOX");
            pop3 = curl("pop3s://localhost:" + DEMO.port("pop3s") + "/" + (before + 1));
            imap = curl("imaps://localhost:" + DEMO.port("imaps") + "/INBOX;MAILINDEX=" + (before + 1));
            assertThat(fetch(open, before + 1)).isEqualTo(imap);
        }

        assertThat(imap).isEqualTo(pop3).endsWith(sent);
        assertThat(pat.verify(imap, pat.root()).text()).contains("CMS Verification successful");
    }

    private static byte[] curl(String url) {
        return Run.of(
                        "curl",
                        "-s",
                        "--cacert",
                        DEMO.ca().toString(),
                        url,
                        "--user",
                        Demo.address("alice") + ":" + DEMO.password("alice"))
                .bytes();
    }

    /** Hands a message over on port 25, as another server would, and waits until it is in the mailbox. */
    private static String bring(String name, byte[] content) throws IOException {
        int before = DEMO.count(name);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), DEMO.port("smtp"))) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            in.readLine();
            for (String line : List.of(
                    "HELO partner.example",
                    "MAIL FROM:<eve@partner.example>",
                    "RCPT TO:<" + Demo.address(name) + ">",
                    "DATA")) {
                out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
                assertThat(in.readLine()).as(line).matches("[23].*");
            }
            out.write(stuffed(content));
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String reply = String.valueOf(in.readLine());
            if (reply.startsWith("250")) {
                DEMO.newest(name, before + 1);
            }
            return reply;
        }
    }

    private static byte[] stuffed(byte[] content) {
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream();
        boolean lineStart = true;
        for (byte next : content) {
            if (lineStart && next == '.') {
                stuffed.write('.');
            }
            stuffed.write(next);
            lineStart = next == '\n';
        }
        return stuffed.toByteArray();
    }

    private static void append(String name, byte[] content) throws IOException {
        try (TlsClient client = TlsClient.imap(DEMO, Demo.address(name), DEMO.password(name))) {
            client.imap("APPEND INBOX {" + content.length + "}");
            client.send(content);
            client.send("\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = client.line();
            while (!answer.startsWith("t ")) {
                answer = client.line();
            }
            assertThat(answer).startsWith("t OK");
        }
    }

    private static byte[] newestByImap(String name) throws IOException {
        try (TlsClient client = TlsClient.imap(DEMO, Demo.address(name), DEMO.password(name))) {
            String exists = client.imap("EXAMINE INBOX").stream()
                    .filter(line -> line.endsWith(" EXISTS"))
                    .findFirst()
                    .orElseThrow();
            return fetch(client, Integer.parseInt(exists.split(" ", -1)[1]));
        }
    }

    private static byte[] fetch(TlsClient client, int number) throws IOException {
        String announced = client.say("t FETCH " + number + " BODY.PEEK[]");
        Matcher size = Pattern.compile("\\{(\\d+)}$").matcher(announced);
        assertThat(size.find()).as(announced).isTrue();
        byte[] bytes = client.bytes(Integer.parseInt(size.group(1)));
        assertThat(client.line()).isEqualTo(")");
        assertThat(client.line()).startsWith("t OK");
        return bytes;
    }

    private static byte[] newestByPop3(String name) throws IOException {
        try (TlsClient client = TlsClient.pop3(DEMO, Demo.address(name), DEMO.password(name))) {
            String number = client.say("STAT").split(" ", -1)[1];
            assertThat(client.say("RETR " + number)).startsWith("+OK");
            return client.dotted();
        }
    }
}
