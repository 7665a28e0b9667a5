package org.sealpost.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;

/** Puts together what Bouncy Castle encoded before: an element in DER around elements in DER (X.690). */
final class Der {
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;

    private static final int SET = 0x31;

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return of(SEQUENCE, elements);
    }

    /** In the order that DER wants (section 11.6). */
    static byte[] set(byte[]... elements) {
        byte[][] sorted = elements.clone();
        Arrays.sort(sorted, Arrays::compareUnsigned);
        return of(SET, sorted);
    }

    static byte[] of(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] head = head(tag, length);
        byte[] element = Arrays.copyOf(head, head.length + length);
        int at = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, at, part.length);
            at += part.length;
        }
        return element;
    }

    /** The tag, and the length of what follows (section 8.1.3). */
    static byte[] head(int tag, long length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        int octets = (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / 8;
        byte[] head = new byte[2 + octets];
        head[0] = (byte) tag;
        head[1] = (byte) (0x80 | octets);
        for (int i = 0; i < octets; i++) {
            head[2 + i] = (byte) (length >> 8 * (octets - 1 - i));
        }
        return head;
    }

    /** What Bouncy Castle makes of it. */
    static byte[] encoded(ASN1Encodable structure) {
        try {
            return structure.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same element under another tag of one octet: how IMPLICIT is written. */
    static byte[] tagged(int tag, byte[] element) {
        byte[] tagged = element.clone();
        tagged[0] = (byte) tag;
        return tagged;
    }
}
