package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.Samples;

class HeaderSectionTest {
    private static final String[] WORDS = {
        "From: ", "A", "x y: ", ":", "\r\n", "\n", "\r", "\r\n ", "\n\t", " ", "\t", "\u0000", "\u007f", "\u00e9",
        "value"
    };

    @Test
    void aMessageReadsItsHeaderSectionOnce() {
        AtomicInteger opened = new AtomicInteger();
        Content counted = new Content() {
            private final byte[] bytes = "Subject: one\r\n\r\ntext".getBytes(StandardCharsets.US_ASCII);

            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new ByteArrayInputStream(bytes);
            }
        };
        MailObject mail = new MailObject(
                "q1",
                new Envelope(Optional.empty(), List.of(MailAddress.parse("bob@example.org")), false),
                counted,
                new Origin.Received("somebody"),
                new SessionSecurity.Plain(),
                Instant.EPOCH);

        for (int i = 0; i < 3; i++) {
            assertThat(HeaderSection.of(mail.content()).value("Subject")).contains("one");
            assertThat(HeaderSection.of(mail.withEnvelope(mail.envelope()).content())
                            .lengthBytes())
                    .isEqualTo(16);
        }

        assertThat(opened).hasValue(1);
        assertThat(mail.content().bytes(100)).isEqualTo(counted.bytes(100));
    }

    @Test
    void endsAtTheEmptyLineAndCountsIt() {
        HeaderSection section = of("From: a\r\nSubject : b\r\n folded\r\n\r\nBody: c\r\n");

        assertThat(section.fields()).extracting(HeaderField::name).containsExactly("From", "Subject");
        assertThat(section.value("subject")).contains("b folded");
        assertThat(section.lengthBytes()).isEqualTo("From: a\r\nSubject : b\r\n folded\r\n\r\n".length());
    }

    @Test
    void aLineThatIsNoFieldIsTheFirstOfTheBody() {
        assertThat(of("From: a\nno field\n").lengthBytes()).isEqualTo(8);
        assertThat(of("no field\n").fields()).isEmpty();
        assertThat(of("").lengthBytes()).isZero();
        assertThat(of("From: a").fields()).hasSize(1);
    }

    @Test
    void eachByteBelongsToAFieldOrToTheEmptyLineOrToTheBody() {
        Samples.forAll(HeaderSectionTest::text, text -> {
            HeaderSection section = HeaderSection.of(slowly(text));
            String fields = String.join(
                    "", section.fields().stream().map(HeaderSectionTest::raw).toList());

            String between = text.substring(fields.length(), (int) section.lengthBytes());
            assertThat(text).startsWith(fields);
            assertThat(between).isIn("", "\n", "\r\n");
            assertThat(section.fields()).allMatch(field -> field.raw().length > 0);
            assertThat(HeaderSection.of(text.getBytes(StandardCharsets.ISO_8859_1))
                            .lengthBytes())
                    .isEqualTo(section.lengthBytes());
        });
    }

    @Test
    void unfoldsAsTheStandardSays() {
        Samples.forAll(HeaderSectionTest::text, text -> {
            byte[] raw = ("Name:" + text).getBytes(StandardCharsets.UTF_8);

            assertThat(new HeaderField("Name", raw).value())
                    .isEqualTo(text.replaceAll("\r?\n(?=[ \t])", "").strip());
        });
    }

    @Test
    void whatIsLongerThanTheLimitIsBodyEvenIfItIsFolded() {
        String field = "Folded: a\r\n" + " more\r\n".repeat(HeaderSection.LIMIT_BYTES / 7 + 1);
        String line = "X: " + "y".repeat(HeaderSection.LIMIT_BYTES);

        assertThat(of(field).lengthBytes()).isBetween(HeaderSection.LIMIT_BYTES - 7L, (long) HeaderSection.LIMIT_BYTES);
        assertThat(of(line).lengthBytes()).isZero();
        assertThat(of("From: a\r\n" + line).lengthBytes()).isEqualTo(9);
    }

    @Test
    void theEmptyLineCountsAlsoRightBehindTheLimit() {
        String field = "X: " + "y".repeat(HeaderSection.LIMIT_BYTES - 5) + "\r\n";

        assertThat(of(field + "\r\nBody").lengthBytes()).isEqualTo(HeaderSection.LIMIT_BYTES + 2L);
        assertThat(of(field + "Z: a\r\n\r\n").lengthBytes()).isEqualTo(HeaderSection.LIMIT_BYTES);
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static String raw(HeaderField field) {
        return new String(field.raw(), StandardCharsets.ISO_8859_1);
    }

    private static HeaderSection of(String text) {
        return HeaderSection.of(Content.of(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Gives out three bytes at a time, as a network would. */
    private static Content slowly(String text) {
        Content whole = Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
        return new Content() {
            @Override
            public long sizeBytes() {
                return whole.sizeBytes();
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(whole.bytes(1 << 20)) {
                    @Override
                    public int read(byte[] into, int offset, int length) {
                        return super.read(into, offset, Math.min(length, 3));
                    }
                };
            }
        };
    }
}
