package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.testkit.Samples;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;

/** What goes into the door comes out of the queue, and what the courier takes away arrives, to the last byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactBytesTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    private final TestDoor door;
    private final SmtpCourier courier =
            TestCouriers.opportunistic(SmtpCourierConfig.of("relay.example.net"), new NoResolver());

    ExactBytesTest() throws IOException {
        door = new TestDoor(SmtpLimits.DEFAULT);
    }

    @AfterAll
    void close() {
        courier.close();
        door.close();
    }

    @Test
    void dataIsKeptExactly() throws IOException {
        for (Map.Entry<String, byte[]> hard : HardContents.good().entrySet()) {
            try (RawClient client = begin()) {
                assertThat(client.say("DATA")).startsWith("354");
                client.send(stuffed(hard.getValue()));
                assertThat(client.say(".")).as(hard.getKey()).startsWith("250");
            }
            assertThat(stored()).as(hard.getKey()).isEqualTo(hard.getValue());
        }
    }

    @Test
    void chunksAreKeptExactly() throws IOException {
        for (Map.Entry<String, byte[]> hard : HardContents.good().entrySet()) {
            byte[] all = hard.getValue();
            int half = all.length / 2;
            try (RawClient client = begin()) {
                client.send("BDAT " + half + "\r\n");
                client.send(Arrays.copyOf(all, half));
                assertThat(client.reply()).startsWith("250");
                client.send("BDAT " + (all.length - half) + " LAST\r\n");
                client.send(Arrays.copyOfRange(all, half, all.length));
                assertThat(client.reply()).as(hard.getKey()).startsWith("250");
            }
            assertThat(stored()).as(hard.getKey()).isEqualTo(all);
        }
    }

    @Test
    void bareLineEndsAreRefusedInEitherWay() throws IOException {
        for (Map.Entry<String, byte[]> hard : HardContents.refused().entrySet()) {
            try (RawClient client = begin()) {
                assertThat(client.say("DATA")).startsWith("354");
                client.send(stuffed(hard.getValue()));
                assertThat(client.say(".")).as(hard.getKey()).startsWith("550 5.6.0");
                client.say("MAIL FROM:<eve@example.net>");
                client.say("RCPT TO:<bob@example.org>");
                client.send("BDAT " + hard.getValue().length + " LAST\r\n");
                client.send(hard.getValue());
                assertThat(client.reply()).as(hard.getKey()).startsWith("550 5.6.0");
            }
        }
        assertThat(door.queued()).isEmpty();
    }

    @Test
    void theCourierChangesNothing() {
        HardContents.good().forEach((name, bytes) -> {
            assertThat(carry(bytes)).as(name).hasSize(1).hasOnlyElementsOfType(Outcome.Delivered.class);
            assertThat(stored()).as(name).isEqualTo(bytes);
        });
    }

    @Test
    void theCourierCarriesNoBareLineEnds() {
        HardContents.refused()
                .forEach((name, bytes) -> assertThat(carry(bytes))
                        .as(name)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.status()).hasToString("5.6.0")));
        assertThat(door.queued()).isEmpty();
    }

    @Test
    void theCourierEndsALastLineThatHasNoEnd() {
        carry("Subject: x\r\n\r\nno end".getBytes(StandardCharsets.US_ASCII));

        assertThat(new String(stored(), StandardCharsets.US_ASCII)).isEqualTo("Subject: x\r\n\r\nno end\r\n");
    }

    @Test
    void anyLinesOfDotsAndLettersComeThrough() {
        Samples.forAll(ExactBytesTest::lines, lines -> {
            try (Spooled spooled = new Spooled(lines)) {
                assertThat(spooled.bytes()).isEqualTo(lines);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** What the reader of DATA makes of bytes that were stuffed, in pieces of odd sizes. */
    private record Spooled(byte[] sent) implements AutoCloseable {
        byte[] bytes() throws IOException {
            java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
            java.io.ByteArrayOutputStream wire = new java.io.ByteArrayOutputStream();
            wire.writeBytes(stuffed(sent));
            wire.writeBytes(".\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            org.sealpost.mail.Spool spool = () -> new MemorySpool(read);
            try (IncomingContent content = new IncomingContent(spool, 1 << 20)) {
                Wire pieces = new Wire(
                        new Trickle(wire.toByteArray()),
                        java.io.OutputStream.nullOutputStream(),
                        () -> {},
                        org.sealpost.protocols.protocollog.Transcript.NONE,
                        java.time.Duration.ofMinutes(1));
                assertThat(new DataReader(pieces, content).read(1 << 20)).isTrue();
                assertThat(content.fault()).isEmpty();
                assertThat(pieces.readLine(100)).isEqualTo(new Wire.Line.Text("QUIT"));
            }
            return read.toByteArray();
        }

        @Override
        public void close() {}
    }

    private record MemorySpool(java.io.ByteArrayOutputStream bytes) implements org.sealpost.mail.Spool.Incoming {
        @Override
        public void write(byte[] written, int offset, int length) {
            bytes.write(written, offset, length);
        }

        @Override
        public long sizeBytes() {
            return bytes.size();
        }

        @Override
        public Content content() {
            return Content.of(bytes.toByteArray());
        }

        @Override
        public void close() {}
    }

    /** Gives one, two or three bytes at a time. */
    private static final class Trickle extends java.io.ByteArrayInputStream {
        Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1 + pos % 3));
        }
    }

    private static byte[] lines(RandomGenerator random) {
        StringBuilder lines = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            lines.append(".a\0".charAt(random.nextInt(3)));
            lines.append(random.nextInt(3) == 0 ? "\r\n" : "");
        }
        return (lines + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private List<Outcome> carry(byte[] bytes) {
        return courier.deliver(
                Content.of(bytes),
                new Envelope(Optional.of(EVE), List.of(BOB)),
                new Courier.Route.SmartHost("127.0.0.1", door.port(TestDoor.INTERNET)));
    }

    private RawClient begin() throws IOException {
        RawClient client = new RawClient(door.port(TestDoor.INTERNET));
        client.reply();
        client.say("EHLO relay.example.net");
        client.say("MAIL FROM:<eve@example.net> BODY=8BITMIME");
        assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("250");
        return client;
    }

    /** The one message in the queue, without the trace field that the door put in front; it leaves the queue. */
    private byte[] stored() {
        Leased leased = SmtpDoorTest.only(door.queued());
        byte[] all = leased.mail().content().bytes(10_000_000);
        door.queue.complete(leased, leased.mail().envelope().recipients());
        int end = 0;
        while (all[end] != '\n' || all[end + 1] == ' ') {
            end++;
        }
        return Arrays.copyOfRange(all, end + 1, all.length);
    }

    private static byte[] stuffed(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return (text.startsWith(".") ? "." + text.replace("\r\n.", "\r\n..") : text.replace("\r\n.", "\r\n.."))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
