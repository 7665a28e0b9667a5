package org.sealpost.pki.revocation;

/**
 * Walks over DER in place: a CRL of a million entries is read without making an object for any of them. All positions are bounds
 * of the array; whatever points outside is refused.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0A;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;

    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    int tag(int position, int limit) {
        require(position < limit);
        return bytes[position] & 0xFF;
    }

    /** Where the content of the element begins. */
    int content(int position, int limit) {
        require(position + 1 < limit);
        int first = bytes[position + 1] & 0xFF;
        if (first < 0x80) {
            return position + 2;
        }
        int octets = first & 0x7F;
        require(octets >= 1 && octets <= 4 && position + 2 + octets <= limit);
        return position + 2 + octets;
    }

    /** Where the element ends, and the next begins. */
    int end(int position, int limit) {
        int content = content(position, limit);
        long length = length(position);
        require(length <= limit - content);
        return (int) (content + length);
    }

    private long length(int position) {
        int first = bytes[position + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        long length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | bytes[position + 2 + i] & 0xFF;
        }
        require(length >= 0x80 && bytes[position + 2] != 0);
        return length;
    }

    void require(int position, int limit, int tag) {
        if (tag(position, limit) != tag) {
            throw new MalformedRevocation("expected an element " + tag + " at byte " + position);
        }
    }

    static void require(boolean met) {
        if (!met) {
            throw new MalformedRevocation("an element points outside of what was given, or is not DER");
        }
    }
}
