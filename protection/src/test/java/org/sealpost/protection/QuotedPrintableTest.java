package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.testkit.Samples;

class QuotedPrintableTest {
    private static final String[] WORDS = {
        "word",
        "=",
        ".",
        "From ",
        "-",
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\u0000",
        "\u007f",
        "\u00e9",
        "X".repeat(74),
        "X".repeat(200)
    };

    @Test
    void writesShortLinesThatNothingOnTheWayChangesAndThatDecodeToTheText() {
        Samples.forAll(QuotedPrintableTest::text, text -> {
            String encoded = encoded(text);

            assertThat(decoded(encoded)).isEqualTo(text.replaceAll("\r\n|\n", "\r\n"));
            assertThat(encoded.replace("\r\n", "")).matches("[ -~\t]*");
            assertThat(encoded.split("\r\n", -1)).allSatisfy(line -> {
                assertThat(line).hasSizeLessThanOrEqualTo(76);
                assertThat(line).doesNotMatch("(?s)(.*[ \t]|[.]|-.*|F.*)");
            });
        });
    }

    @ParameterizedTest
    @CsvSource({
        "plain words, plain words",
        "a=b, a=3Db",
        "'end \n', 'end=20\n'",
        "'blank ', 'blank=20'",
        "'two  words', 'two  words'",
        ".hidden, =2Ehidden",
        "From here, =46rom here"
    })
    void escapesOnlyWhatMust(String text, String encoded) {
        assertThat(encoded(text)).isEqualTo(encoded.replace("\n", "\r\n"));
    }

    @Test
    void breaksALongLineSoThatItIsWholeAgainWhenItIsRead() {
        assertThat(encoded("X".repeat(160)))
                .isEqualTo("X".repeat(75) + "=\r\n" + "X".repeat(75) + "=\r\n" + "X".repeat(10));
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 400 : 40); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static String encoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            QuotedPrintable.encodeText(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String decoded(String encoded) {
        try {
            return new String(
                    QuotedPrintable.decode(new ByteArrayInputStream(encoded.getBytes(StandardCharsets.ISO_8859_1)))
                            .readAllBytes(),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
