package org.sealpost.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;

/** The few rules of DER (X.690) that whatever is written all day needs: tags, lengths, times. */
final class DerWriter {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private static final int SHORT_LENGTH = 0x80;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private DerWriter() {}

    /** The tag of a context-specific part that holds others. */
    static int explicit(int number) {
        return CONTEXT | CONSTRUCTED | number;
    }

    /** The tag of a context-specific part that takes the place of a primitive one. */
    static int implicit(int number) {
        return CONTEXT | number;
    }

    /** Parts one after the other, with tag and length around them. */
    static byte[] wrap(int tag, byte[]... parts) {
        long content = 0;
        for (byte[] part : parts) {
            content += part.length;
        }
        byte[] whole = new byte[Math.toIntExact(wrapped(content))];
        int position = header(whole, 0, tag, content);
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }

    /** To whole seconds, as RFC 5280 section 4.1.2.5.2 wants it. */
    static byte[] generalizedTime(Instant time) {
        return wrap(GENERALIZED_TIME, GENERALIZED.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] bitString(byte[] octets) {
        return wrap(BIT_STRING, new byte[] {0}, octets);
    }

    static byte[] of(ASN1Object object) {
        try {
            return object.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The size of something with its tag and length (X.690 section 8.1.3). */
    static long wrapped(long content) {
        return 1 + lengthBytes(content) + content;
    }

    /** Tag and length alone. */
    static byte[] head(int tag, long content) {
        byte[] head = new byte[1 + lengthBytes(content)];
        var _ = header(head, 0, tag, content);
        return head;
    }

    /** Writes tag and length; the position behind them. */
    static int header(byte[] bytes, int start, int tag, long content) {
        int position = start;
        bytes[position++] = (byte) tag;
        int length = lengthBytes(content);
        if (length == 1) {
            bytes[position++] = (byte) content;
            return position;
        }
        bytes[position++] = (byte) (SHORT_LENGTH | length - 1);
        for (int octet = length - 2; octet >= 0; octet--) {
            bytes[position++] = (byte) (content >>> octet * Byte.SIZE);
        }
        return position;
    }

    private static int lengthBytes(long content) {
        return content < SHORT_LENGTH ? 1 : 1 + (Long.SIZE - Long.numberOfLeadingZeros(content) + 7) / Byte.SIZE;
    }
}
