package org.sealpost.pki.revocation;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.revocation.CrlIndex.Entry;

/** Reads one entry of a CRL (RFC 5280 section 5.3): the usual ones where they lie, all others with a library. */
final class CrlEntries {
    private static final int REMOVE = 8;

    /** Tag, length and twelve digits before the Z. */
    private static final int UTC_TIME_BYTES = 15;

    /** Years below are of the century after (RFC 5280 section 4.1.2.5.1). */
    private static final int CENTURY_TURNS = 50;

    /** The extension reasonCode alone, with its code behind. */
    private static final byte[] REASON = {0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01};

    private CrlEntries() {}

    /** The entry at these places; {@code otherwise} is its time if it cannot be read. */
    static Entry read(byte[] der, int from, int to, Instant otherwise) {
        Der walker = new Der(der);
        int time = walker.end(walker.content(from, to), to);
        return usual(der, time, to).orElseGet(() -> any(Arrays.copyOfRange(der, from, to), otherwise));
    }

    private static Optional<Entry> usual(byte[] der, int time, int to) {
        int extensions = time + UTC_TIME_BYTES;
        boolean known = extensions == to
                || extensions + REASON.length + 1 == to
                        && Arrays.equals(der, extensions, to - 1, REASON, 0, REASON.length);
        if (!known || der[time] != Der.UTC_TIME || der[time + 1] != UTC_TIME_BYTES - 2) {
            return Optional.empty();
        }
        try {
            int year = two(der, time + 2);
            Instant at = LocalDateTime.of(
                            year + (year < CENTURY_TURNS ? 2000 : 1900),
                            two(der, time + 4),
                            two(der, time + 6),
                            two(der, time + 8),
                            two(der, time + 10),
                            two(der, time + 12))
                    .toInstant(ZoneOffset.UTC);
            Optional<RevocationReason> reason =
                    extensions == to ? Optional.of(RevocationReason.UNSPECIFIED) : reason(der[to - 1]);
            return Optional.of(new Entry(at, reason, Optional.empty()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int two(byte[] bytes, int position) {
        int tens = bytes[position] - '0';
        int ones = bytes[position + 1] - '0';
        if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
            throw new DateTimeException("not two digits");
        }
        return tens * 10 + ones;
    }

    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes.
    private static Entry any(byte[] der, Instant otherwise) {
        try {
            ASN1Sequence entry = ASN1Sequence.getInstance(der);
            Instant at = Time.getInstance(entry.getObjectAt(1)).getDate().toInstant();
            if (entry.size() < 3) {
                return new Entry(at, Optional.of(RevocationReason.UNSPECIFIED), Optional.empty());
            }
            Extensions extensions = Extensions.getInstance(entry.getObjectAt(2));
            return new Entry(at, reason(extensions), invalidSince(extensions));
        } catch (RuntimeException e) {
            // It is listed; what cannot be read about it does not make it good.
            return new Entry(otherwise, Optional.of(RevocationReason.UNSPECIFIED), Optional.empty());
        }
    }

    private static Optional<RevocationReason> reason(Extensions extensions) {
        @Nullable Object value = extensions.getExtensionParsedValue(Extension.reasonCode);
        return value == null
                ? Optional.of(RevocationReason.UNSPECIFIED)
                : reason(ASN1Enumerated.getInstance(value).intValueExact());
    }

    /** Empty for «removed from the list». */
    private static Optional<RevocationReason> reason(int code) {
        return code == REMOVE ? Optional.empty() : Optional.of(RevocationReasons.of(code));
    }

    private static Optional<Instant> invalidSince(Extensions extensions) {
        @Nullable Object value = extensions.getExtensionParsedValue(Extension.invalidityDate);
        try {
            return value == null
                    ? Optional.empty()
                    : Optional.of(
                            ASN1GeneralizedTime.getInstance(value).getDate().toInstant());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }
}
