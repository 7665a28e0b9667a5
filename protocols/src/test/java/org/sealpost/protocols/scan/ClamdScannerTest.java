package org.sealpost.protocols.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.policy.Scan;
import org.sealpost.testkit.Clamd;
import org.sealpost.testkit.FreePort;

/** Debian's ClamAV daemon, with a signature of our own. */
class ClamdScannerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static Clamd clamd;

    @BeforeAll
    static void start() throws IOException {
        clamd = Clamd.start();
    }

    @AfterAll
    static void stop() {
        clamd.close();
    }

    private static ClamdScanner scanner() {
        return new ClamdScanner(Peer.parse(clamd.socket()), PATIENCE);
    }

    @Test
    void findsTheTestVirusAlsoInsideAnAttachmentAndNothingElsewhere() {
        String header = "Received: from x\r\nFrom: pat@partner.example\r\nMIME-Version: 1.0\r\n";
        String attached = header + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getEncoder().encodeToString(Clamd.EICAR.getBytes(StandardCharsets.US_ASCII))
                + "\r\n--b--\r\n";

        assertThat(scanner().scan(content(header + "\r\nhello\r\n"))).isEqualTo(new Scan.Clean("ClamAV"));
        assertThat(scanner().scan(content(header + "\r\n" + Clamd.EICAR + "\r\n")))
                .isInstanceOfSatisfying(
                        Scan.Infected.class, found -> assertThat(found.name()).contains("EICAR"));
        assertThat(scanner().scan(content(attached))).isInstanceOf(Scan.Infected.class);
        assertThat(scanner().version())
                .hasValueSatisfying(version -> assertThat(version).startsWith("ClamAV"));
    }

    @Test
    void whatIsTooLargeForTheDaemonIsNotCalledClean() {
        assertThat(scanner().scan(content("x".repeat(Clamd.LIMIT_BYTES + 1)))).isEqualTo(new Scan.TooLarge("ClamAV"));
        assertThat(scanner().scan(content("x".repeat(3 * Clamd.LIMIT_BYTES)))).isEqualTo(new Scan.TooLarge("ClamAV"));
    }

    @Test
    void aDaemonThatIsNotThereOrSaysNothingOrNonsenseIsAFailure() throws IOException {
        ClamdScanner absent = new ClamdScanner(Peer.parse("127.0.0.1:" + FreePort.find()), PATIENCE);

        assertThat(absent.scan(content("hello"))).isInstanceOf(Scan.Failed.class);
        assertThat(absent.version()).isEmpty();
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Peer peer = Peer.parse("127.0.0.1:" + silent.getLocalPort());
            assertThat(new ClamdScanner(peer, Duration.ofMillis(300)).scan(content("hello")))
                    .isInstanceOf(Scan.Failed.class);
        }
        try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(rude, "stream: OK, or so I think\0"));
            Peer peer = Peer.parse("127.0.0.1:" + rude.getLocalPort());
            assertThat(new ClamdScanner(peer, PATIENCE).scan(content("hello"))).isInstanceOf(Scan.Failed.class);
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (var socket = server.accept()) {
            socket.getInputStream().readNBytes("zINSTREAM\0".length() + 13);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void messagesGoToThisMachineOnly() {
        assertThat(Peer.parse("127.0.0.1:3310")).hasToString("127.0.0.1:3310");
        assertThatThrownBy(() -> Peer.parse("192.0.2.1:3310")).hasMessageContaining("in clear");
        assertThatThrownBy(() -> Peer.parse("clamav")).hasMessageContaining("expected a socket");
        assertThatThrownBy(() -> Peer.parse("127.0.0.1:99999")).hasMessageContaining("expected a socket");
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
