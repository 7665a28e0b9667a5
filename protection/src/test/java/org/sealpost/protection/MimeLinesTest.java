package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.testkit.Samples;

class MimeLinesTest {
    private static final String[] WORDS = {
        "a",
        "From ",
        ".",
        "--x",
        "--x--",
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\u0000",
        "\u007f",
        "\u00e9",
        "w".repeat(76),
        "w".repeat(77),
        "text ".repeat(20),
        "text".repeat(700)
    };

    /** What is found about a line. */
    private record Line(
            long start, long end, int length, int lineEndBytes, boolean canonical, boolean safe, boolean delimiter) {}

    private record Sample(String text, int bytesAtOnce) {}

    @Test
    void findsInRunsOfBytesWhatTheDefinitionsSayOfEachLine() {
        Samples.forAll(MimeLinesTest::sample, sample -> {
            assertThat(found(sample)).isEqualTo(defined(sample.text));
            assertThat(foundWhereItLies(sample)).isEqualTo(defined(sample.text));
        });
    }

    @Test
    void passesOverSafeLinesOnly() {
        Samples.forAll(MimeLinesTest::sample, sample -> {
            byte[] octets = sample.text.getBytes(StandardCharsets.ISO_8859_1);
            List<Line> defined = defined(sample.text);
            for (MimeLines lines : List.of(
                    new MimeLines(octets, 0, octets.length),
                    new MimeLines(new Trickling(octets, sample.bytesAtOnce), 1))) {
                List<Line> seen = new ArrayList<>();
                boolean passed = lines.passSafe(76);
                while (passed || next(lines)) {
                    Line line = line(lines);
                    assertThat(defined).contains(line);
                    assertThat(defined.stream()
                                    .filter(one -> one.start >= (seen.isEmpty() ? 0 : seen.getLast().end))
                                    .filter(one -> one.end < line.end))
                            .as("lines that were passed over")
                            .allMatch(one -> one.safe && one.lineEndBytes == 2 && !one.delimiter);
                    assertThat(!passed || line.safe && line.lineEndBytes == 2 && !line.delimiter)
                            .isTrue();
                    seen.add(line);
                    passed = !passed && lines.passSafe(76);
                }
                assertThat(lines.end()).isEqualTo(octets.length);
            }
        });
    }

    private static boolean next(MimeLines lines) {
        try {
            return lines.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line line(MimeLines lines) {
        return new Line(
                lines.start(),
                lines.end(),
                lines.length(),
                lines.lineEndBytes(),
                lines.isCanonical(),
                lines.isSafeInTransit(76),
                lines.isDelimiter("x"));
    }

    @Test
    void aBoundaryLongerThanAnyLineThatIsKeptEndsNoPart() {
        String word = "b".repeat(1_000);
        String header =
                "Content-Type: multipart/signed;\r\n boundary=\"" + word + "\r\n " + word + "\r\n " + word + "\"";
        String body = "--" + word + " " + word + " " + word + "\r\n\r\ntext\r\n";

        MimePart root = MimePart.of(Content.of((header + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)));

        assertThat(root.parts()).isEmpty();
    }

    private static Sample sample(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return new Sample(text.toString(), 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
    }

    private static List<Line> found(Sample sample) {
        byte[] octets = sample.text.getBytes(StandardCharsets.ISO_8859_1);
        return found(new MimeLines(new Trickling(octets, sample.bytesAtOnce), 1));
    }

    private static List<Line> foundWhereItLies(Sample sample) {
        byte[] octets = ("##" + sample.text + "\n##").getBytes(StandardCharsets.ISO_8859_1);
        return found(new MimeLines(octets, 2, octets.length - 3));
    }

    /** Gives a few octets at a time. */
    private static final class Trickling extends ByteArrayInputStream {
        private final int bytesAtOnce;

        Trickling(byte[] octets, int bytesAtOnce) {
            super(octets);
            this.bytesAtOnce = bytesAtOnce;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, bytesAtOnce));
        }
    }

    private static List<Line> found(MimeLines lines) {
        List<Line> found = new ArrayList<>();
        while (next(lines)) {
            found.add(line(lines));
        }
        return found;
    }

    private static List<Line> defined(String text) {
        List<Line> lines = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int lineFeed = text.indexOf('\n', start);
            int end = lineFeed < 0 ? text.length() : lineFeed + 1;
            String whole = text.substring(start, end);
            String line = whole.replaceFirst("\r?\n$", "");
            int lineEndBytes = whole.length() - line.length();
            boolean plain = line.matches("[ -~\t]*");
            boolean safe = plain
                    && line.length() <= 76
                    && !line.matches("(?s).*[ \t]")
                    && !line.equals(".")
                    && !line.startsWith("From ");
            lines.add(new Line(
                    start,
                    end,
                    line.length(),
                    lineEndBytes,
                    plain && lineEndBytes == 2,
                    safe,
                    line.matches("--x[ \t\r]*")));
            start = end;
        }
        return lines;
    }
}
