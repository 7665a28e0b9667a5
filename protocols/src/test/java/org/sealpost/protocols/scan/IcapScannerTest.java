package org.sealpost.protocols.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.policy.Scan;
import org.sealpost.testkit.Clamd;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.IcapServer;

/** Debian's c-icap in front of ClamAV, and servers that answer as none should. */
class IcapScannerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HEADER = "From: pat@partner.example\r\nMIME-Version: 1.0\r\n";
    private static final String TERMS =
            "ICAP/1.0 200 OK\r\nMethods: RESPMOD\r\nService: test\r\nEncapsulated: null-body=0\r\n\r\n";
    /** The answer of a web server, whose body follows. */
    private static final String WEB =
            "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\nHTTP/1.0 200 OK\r\n\r\n";

    private static final Content HELLO = content("hello");
    private static Clamd clamd;
    private static IcapServer server;

    @BeforeAll
    static void start() throws IOException {
        clamd = Clamd.start();
        server = IcapServer.start(clamd);
    }

    @AfterAll
    static void stop() {
        server.close();
        clamd.close();
    }

    @Test
    void findsTheTestVirusAlsoInsideAnAttachmentAndNothingElsewhere() {
        IcapScanner scanner = scanner(server.place("virus_scan"));
        String attached = HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getEncoder().encodeToString(Clamd.EICAR.getBytes(StandardCharsets.US_ASCII))
                + "\r\n--b--\r\n";

        assertThat(scanner.scan(content(HEADER + "\r\nhello\r\n"))).isEqualTo(new Scan.Clean("ICAP"));
        assertThat(scanner.scan(content(HEADER + "\r\n" + Clamd.EICAR + "\r\n")))
                .isInstanceOfSatisfying(
                        Scan.Infected.class, found -> assertThat(found.name()).contains("EICAR"));
        assertThat(scanner.scan(content(attached))).isInstanceOf(Scan.Infected.class);
        assertThat(scanner.service())
                .hasValueSatisfying(service -> assertThat(service).startsWith("ICAP C-ICAP/"));
    }

    @Test
    void aLargeMessageThatComesBackWhileItIsStillSentIsFoundToBeTheSame() {
        byte[] octets = new byte[3_000_000];
        RandomGenerator.of("L64X128MixRandom").nextBytes(octets);

        assertThat(scanner(server.place("echo")).scan(Content.of(octets))).isEqualTo(new Scan.Clean("ICAP"));
        assertThat(scanner(server.place("virus_scan")).scan(content(HEADER + "\r\n" + "x".repeat(2_500_000))))
                .isEqualTo(new Scan.Clean("ICAP"));
    }

    @Test
    void aServiceThatIsNotThereIsAFailure() throws IOException {
        IcapScanner unknown = scanner(server.place("nobody"));
        IcapScanner absent = scanner("icap://127.0.0.1:" + FreePort.find() + "/avscan");

        assertThat(unknown.scan(HELLO)).isInstanceOf(Scan.Failed.class);
        assertThat(unknown.service()).isEmpty();
        assertThat(absent.scan(HELLO)).isInstanceOf(Scan.Failed.class);
        assertThat(absent.service()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 204 No Content\r\n\r\n",
                "ICAP/1.0 100 Continue\r\n\r\nICAP/1.0 204 Unmodified\r\nX-Virus-ID: none\r\nX-Violations-Found: 0\r\n\r\n",
                WEB + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"
            })
    void whatItWouldLetThroughAsItIsIsClean(String answer) throws IOException {
        assertThat(answered(answer)).isEqualTo(new Scan.Clean("ICAP"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 204 No Content\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Bad.Thing;\r\n\r\n",
                "ICAP/1.0 200 OK\r\nX-Virus-ID: Bad.Thing\r\n\r\n",
                "ICAP/1.0 204 No Content\r\nX-Infection-Found: Type=0; Resolution=2;\r\n\tThreat=Bad.Thing;\r\n\r\n",
                "ICAP/1.0 200 OK\r\nx-virus-name: Bad.Thing\r\nEncapsulated: res-hdr=0, null-body=23\r\n\r\n"
            })
    void whatItNamesIsFoundWhateverElseItSays(String answer) throws IOException {
        assertThat(answered(answer)).isEqualTo(new Scan.Infected("ICAP", "Bad.Thing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, null-body=26\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n",
                WEB + "5\r\nHello\r\n0\r\n\r\n",
                WEB + "4\r\nhell\r\n0\r\n\r\n",
                WEB + "ffffff\r\nhello",
                "ICAP/1.0 200 OK\r\nEncapsulated: req-hdr=0, null-body=18\r\n\r\nGET / HTTP/1.0\r\n\r\n"
            })
    void whatItWouldPutInPlaceOfTheMessageCountsAsFound(String answer) throws IOException {
        assertThat(answered(answer)).isInstanceOf(Scan.Infected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "ICAP/1.0 204 No Content\r\n",
                "ICAP/1.0 500 Server Error\r\n\r\n",
                "ICAP/1.0 404 Service not found\r\n\r\n",
                "ICAP/1.0 206 Partial Content\r\n\r\n",
                "ICAP/1.0 200 OK\r\n\r\n",
                "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=999999\r\n\r\nHTTP/1.0 200 OK\r\n\r\n",
                WEB + "5\r\nhello\r\n",
                WEB + "5\r\nhel",
                WEB + "hello",
                "ICAP/1.0 204 No Content\r\nno field\r\n\r\n"
            })
    void whatIsNoWholeAnswerIsAFailureAndNeverClean(String answer) throws IOException {
        assertThat(answered(answer)).isInstanceOf(Scan.Failed.class);
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() throws IOException {
        assertThat(answered("ICAP/1.0 204 " + "x".repeat(100_000))).isInstanceOf(Scan.Failed.class);
        assertThat(answered("ICAP/1.0 204 No Content\r\n" + "x: y\r\n".repeat(100_000)))
                .isInstanceOf(Scan.Failed.class);
        assertThat(answered("ICAP/1.0 100 Continue\r\n\r\n".repeat(10_000))).isInstanceOf(Scan.Failed.class);
    }

    @Test
    void aMessageThatIsTooLargeForItIsNotCalledClean() throws IOException {
        assertThat(answered("ICAP/1.0 413 Request Entity Too Large\r\n\r\n")).isEqualTo(new Scan.TooLarge("ICAP"));
    }

    @Test
    void whoIsSilentIsWaitedForNoLongerThanIsAllowed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            IcapPlace place = IcapPlace.parse("icap://127.0.0.1:" + silent.getLocalPort() + "/avscan");

            assertThat(new IcapScanner(place, Duration.ofMillis(300)).scan(HELLO))
                    .isInstanceOf(Scan.Failed.class);
        }
    }

    @Test
    void noiseIsNeverCalledClean() throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);

            assertThat(answered(WEB + "" + new String(noise, StandardCharsets.ISO_8859_1)))
                    .isNotInstanceOf(Scan.Clean.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/x",
                "icap://127.0.0.1",
                "icap://127.0.0.1/",
                "icap:/x",
                "icap://127.0.0.1:65536/x",
                "127.0.0.1:1344",
                "icap://a b/"
            })
    void whatIsNoPlaceIsToldWithAnExample(String text) {
        assertThatThrownBy(() -> IcapPlace.parse(text)).hasMessageContaining("expected a place such as icap://");
    }

    @Test
    void messagesGoToThisMachineOnly() {
        assertThat(IcapPlace.parse("icap://localhost/avscan?mode=x").host()).isEqualTo("localhost:1344");
        assertThat(IcapPlace.parse("icap://[::1]:1345/avscan").host()).isEqualTo("[::1]:1345");
        assertThatThrownBy(() -> IcapPlace.parse("icap://192.0.2.1/avscan")).hasMessageContaining("in clear");
    }

    private static IcapScanner scanner(String place) {
        return new IcapScanner(IcapPlace.parse(place), PATIENCE);
    }

    /** What is made of this answer to a message with the text "hello". */
    private static Scan answered(String answer) throws IOException {
        try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(peer, TERMS, "Connection: close"));
            IcapScanner scanner = scanner("icap://127.0.0.1:" + peer.getLocalPort() + "/avscan");
            assertThat(scanner.service()).contains("ICAP test");
            Thread.ofVirtual().start(() -> serve(peer, answer, "0"));
            return scanner.scan(HELLO);
        }
    }

    /** Reads up to the empty line behind this one, and answers. */
    private static void serve(ServerSocket server, String answer, String last) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean seen = false;
            for (String line = in.readLine(); line != null && !(seen && line.isEmpty()); line = in.readLine()) {
                seen |= line.equals(last);
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
