package org.sealpost.mail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Passes over the octets of mail, of which nearly all are printable ASCII, eight at a time. */
public final class Octets {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long BLANKS = 0x2020202020202020L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private static final byte DEL = 127;

    private Octets() {}

    /**
     * Where the first octet stands that is not printable ASCII (32 to 126).
     *
     * @return from {@code from}, if it is that octet, to {@code to}, if there is none
     */
    public static int printableUntil(byte[] octets, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long marks = marks(octets, at);
            if (marks != 0) {
                return at + first(marks);
            }
            at += Long.BYTES;
            // Two in a turn are faster than one.
            if (at + Long.BYTES <= to) {
                marks = marks(octets, at);
                if (marks != 0) {
                    return at + first(marks);
                }
                at += Long.BYTES;
            }
        }
        while (at < to && octets[at] >= ' ' && octets[at] != DEL) {
            at++;
        }
        return at;
    }

    private static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
    }

    /**
     * An octet with its highest bit, one below a blank and DEL each leave a mark in the highest bit of their place. What is carried
     * over from one makes marks behind it only: the first mark is right.
     */
    private static long marks(byte[] octets, int at) {
        long eight = (long) EIGHT.get(octets, at);
        return (eight | eight - BLANKS | eight + ONES) & HIGHEST_BITS;
    }
}
