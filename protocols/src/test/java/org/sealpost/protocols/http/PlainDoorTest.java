package org.sealpost.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.enroll.Answer;

class PlainDoorTest {
    private static final int LIMIT_MILLIS = 20_000;

    private PlainDoor door = none();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T none() {
        return null;
    }

    /** Knows {@code /ready} at once, {@code /slow} after a while, and fails on {@code /broken}. */
    private static final class House implements Site {
        @Override
        public Optional<Answer> ready(Asked asked) {
            return asked.path().equals("/ready") ? Optional.of(Answer.text(200, "ready")) : Optional.empty();
        }

        @Override
        public Answer answer(Asked asked) {
            if (asked.path().equals("/broken")) {
                throw new IllegalStateException("a secret");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.text(200, asked.method() + " " + asked.path() + " " + asked.body().length);
        }
    }

    @BeforeEach
    void open() throws IOException {
        door = new PlainDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new House());
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInTheirOrder() throws IOException {
        String said = say(get("/slow") + get("/ready") + get("/slow?2") + get("/ready") + last("/ready"));

        assertThat(said.lines().filter(line -> line.startsWith("ready") || line.startsWith("GET")))
                .containsExactly("GET /slow 0", "ready", "GET /slow 0", "ready", "ready");
    }

    @Test
    void aFailureIsToldWithoutDetailsAndTheConnectionGoesOn() throws IOException {
        String said = say(get("/broken") + last("/ready"));

        assertThat(said).contains("HTTP/1.1 500", "HTTP/1.1 200").doesNotContain("secret");
    }

    @Test
    void aRequestThatIsTooLongIsRefused() throws IOException {
        String said = say(lines("POST /slow HTTP/1.1", "Host: here", "Connection: close", "Content-Length: 300000"));

        assertThat(said).startsWith("HTTP/1.1 413");
    }

    @Test
    void aRequestMayStandInTheAddress() throws IOException {
        assertThat(say(last("/ready?" + "x".repeat(30_000)))).contains("ready");
        assertThat(say(last("/ready?" + "x".repeat(100_000)))).startsWith("HTTP/1.1 400");
    }

    @Test
    void aRequestInPiecesIsPutTogether() throws IOException {
        String said = say(lines("POST /slow HTTP/1.1", "Host: here", "Connection: close", "Transfer-Encoding: chunked")
                + String.join("\r\n", "3", "abc", "2", "de", "0", "", ""));

        assertThat(said).contains("POST /slow 5");
    }

    @Test
    void whatIsNoHttpIsRefusedAndTheConnectionEnds() throws IOException {
        assertThat(say(lines("EHLO here"))).startsWith("HTTP/1.1 400");
    }

    @Test
    void theAnswerToHeadHasALengthAndNoBody() throws IOException {
        String said = say(lines("HEAD /ready HTTP/1.1", "Host: here", "Connection: close"));

        assertThat(said).contains("content-length: 6").endsWith("\r\n\r\n");
    }

    @Test
    void aClientThatSaysTheWholeAddressOrSpeaksHttp10IsUnderstood() throws IOException {
        assertThat(say(lines("GET http://here/ready HTTP/1.1", "Host: here", "Connection: close")))
                .contains("ready");
        assertThat(say(lines("GET /ready HTTP/1.0"))).contains("200", "ready");
    }

    @Test
    void aPortThatIsTakenIsTold() {
        assertThatThrownBy(() -> new PlainDoor(door.address(), new House())).isInstanceOf(BindException.class);
    }

    @Test
    void aRequestThatComesDropByDropIsGivenUp() throws InterruptedException {
        EmbeddedChannel channel = new EmbeddedChannel(new Patience(Duration.ofMinutes(1), Duration.ofMillis(1)));

        channel.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
        assertThat(channel.isOpen()).isTrue();
        Thread.sleep(5);
        channel.writeInbound(Unpooled.copiedBuffer("E", StandardCharsets.US_ASCII));

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionOnWhichNothingMovesIsEnded() throws InterruptedException {
        EmbeddedChannel channel = new EmbeddedChannel(new Patience(Duration.ofMillis(1), Duration.ofMinutes(1)));

        Thread.sleep(5);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String get(String target) {
        return lines("GET " + target + " HTTP/1.1", "Host: here");
    }

    private static String last(String target) {
        return lines("GET " + target + " HTTP/1.1", "Host: here", "Connection: close");
    }

    /** All that comes back until the connection ends. */
    private String say(String words) throws IOException {
        try (Socket socket =
                new Socket(door.address().getAddress(), door.address().getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
