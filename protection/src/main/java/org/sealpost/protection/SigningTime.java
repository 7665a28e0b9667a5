package org.sealpost.protection;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.cms.Time;

/** The time in a signature (RFC 5652 section 11.3): UTCTime through 2049, GeneralizedTime from 2050 on. */
final class SigningTime {
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int LAST_UTC_YEAR = 2049;
    private static final DateTimeFormatter WITH_CENTURY =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private SigningTime() {}

    static byte[] encoded(Instant time) {
        String text = WITH_CENTURY.format(time);
        boolean isShort = time.atOffset(ZoneOffset.UTC).getYear() <= LAST_UTC_YEAR;
        return Der.of(
                isShort ? UTC_TIME : GENERALIZED_TIME,
                text.substring(isShort ? 2 : 0).getBytes(StandardCharsets.US_ASCII));
    }

    /** The one form that is written today is read here; all others by the library. */
    static Instant read(ASN1Encodable attribute) {
        Time time = Time.getInstance(attribute);
        Optional<Instant> plain =
                time.toASN1Primitive() instanceof ASN1UTCTime utc ? plain(utc.getTime()) : Optional.empty();
        return plain.orElseGet(() -> time.getDate().toInstant());
    }

    /** {@code yyMMddHHmmssZ}, which the library gives out with {@code GMT+00:00} as its end. */
    private static Optional<Instant> plain(String text) {
        if (!text.endsWith("GMT+00:00") || text.length() != 21) {
            return Optional.empty();
        }
        try {
            int year = number(text, 0);
            return Optional.of(LocalDateTime.of(
                            year < 50 ? 2000 + year : 1900 + year,
                            number(text, 2),
                            number(text, 4),
                            number(text, 6),
                            number(text, 8),
                            number(text, 10))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int at) {
        return Integer.parseInt(text, at, at + 2, 10);
    }
}
