package org.sealpost.protection;

import java.util.Arrays;

/** Reads numbers and pieces out of a file of a program that writes the smallest octet first. */
final class LittleEndian {
    private final byte[] bytes;
    private final int end;
    private int at;

    LittleEndian(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private LittleEndian(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int left() {
        return end - at;
    }

    int u8() throws UnreadableTnef {
        need(1);
        return bytes[at++] & 0xff;
    }

    int u16() throws UnreadableTnef {
        return u8() | u8() << 8;
    }

    long u32() throws UnreadableTnef {
        return u16() | (long) u16() << 16;
    }

    /** A length that cannot be longer than what is left. */
    int length() throws UnreadableTnef {
        long length = u32();
        if (length > left()) {
            throw new UnreadableTnef("a piece is longer than the file");
        }
        return (int) length;
    }

    LittleEndian piece(int length) throws UnreadableTnef {
        need(length);
        at += length;
        return new LittleEndian(bytes, at - length, at);
    }

    byte[] copy(int length) throws UnreadableTnef {
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    void skip(int length) throws UnreadableTnef {
        need(length);
        at += length;
    }

    /** As far as there is something to skip. */
    void skipUpTo(int length) {
        at += Math.min(length, left());
    }

    private void need(int length) throws UnreadableTnef {
        if (length < 0 || length > left()) {
            throw new UnreadableTnef("the file ends in the middle of a piece");
        }
    }
}
