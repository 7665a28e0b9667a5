package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.cms.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.testkit.Samples;

/** The time of a signature and the date of a message. */
class TimesTest {
    @Test
    void aSigningTimeIsWrittenAndReadAsTheLibraryDoes() {
        Samples.forAll(random -> Instant.ofEpochSecond(random.nextLong(-600_000_000L, 4_000_000_000L)), time -> {
            byte[] der = SigningTime.encoded(time);
            ASN1Primitive read = parsed(der);

            assertThat(Time.getInstance(read).getDate().toInstant()).isEqualTo(time);
            assertThat(SigningTime.read(read)).isEqualTo(time);
        });
    }

    @Test
    void olderFormsOfSigningTimesAreRead() {
        assertThat(SigningTime.read(new DERUTCTime("2611220203Z"))).isEqualTo("2026-11-22T02:03:00Z");
        assertThat(SigningTime.read(new DERUTCTime("261122020320+0100"))).isEqualTo("2026-11-22T01:03:20Z");
        assertThat(SigningTime.read(new DERUTCTime("990102030405Z"))).isEqualTo("1999-01-02T03:04:05Z");
        assertThat(SigningTime.read(new DERGeneralizedTime("20511122020320Z"))).isEqualTo("2051-11-22T02:03:20Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 22 Nov 2026 02:03:20 +0000 | 2026-11-22T02:03:20Z",
                "22 Nov 2026 02:03:20 -0530 (somewhere) | 2026-11-22T07:33:20Z",
                "Sun, 22 Nov 2026 02:03 GMT | 2026-11-22T02:03:00Z",
                "sun, 22 nov 2026 02:03:20 -0000 | 2026-11-22T02:03:20Z",
            })
    void readsTheDateOfAMessage(String field, Instant expected) {
        assertThat(MessageDate.parse(field)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mon, 22 Nov 2026 02:03:20 +0000",
                "Sun, 22 Nov 2026 02:03:20 +9900",
                "Sun, 22 Nox 2026 02:03:20 +0000",
                "yesterday"
            })
    void aDateThatContradictsItselfIsNone(String field) {
        assertThat(MessageDate.parse(field)).isEmpty();
    }

    @Test
    void readsEveryDateThatJavaWrites() {
        Samples.forAll(random -> Instant.ofEpochSecond(random.nextLong(4_000_000_000L)), time -> {
            String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.ofHours(-7)));

            assertThat(MessageDate.parse(text)).contains(time);
        });
    }

    @Test
    void aDateMadeOfOpenParenthesesCostsNothing() {
        String hostile = "(".repeat(1_000_000);

        Instant start = Instant.now();
        assertThat(MessageDate.parse(hostile)).isEmpty();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }

    private static ASN1Primitive parsed(byte[] der) {
        try {
            return ASN1Primitive.fromByteArray(der);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
