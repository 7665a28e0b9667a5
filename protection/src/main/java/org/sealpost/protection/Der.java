package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Puts together what Bouncy Castle encoded before: an element in DER around elements in DER (X.690). */
final class Der {
    private static final int SEQUENCE = 0x30;
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
        ByteArrayOutputStream element = new ByteArrayOutputStream(length + 6);
        element.write(tag);
        length(element, length);
        for (byte[] part : parts) {
            element.writeBytes(part);
        }
        return element.toByteArray();
    }

    /** The same element under another tag of one octet: how IMPLICIT is written. */
    static byte[] tagged(int tag, byte[] element) {
        byte[] tagged = element.clone();
        tagged[0] = (byte) tag;
        return tagged;
    }

    private static void length(ByteArrayOutputStream element, int length) {
        if (length < 0x80) {
            element.write(length);
            return;
        }
        int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        element.write(0x80 | octets);
        for (int i = octets - 1; i >= 0; i--) {
            element.write(length >> 8 * i);
        }
    }
}
