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

    private Octets() {}

    /**
     * How far there is nothing but printable ASCII (32 to 126). May stop up to seven octets early: what stands there is to be looked at
     * by itself.
     *
     * @return from {@code from}, if that octet is to be looked at, to {@code to}
     */
    public static int printableUntil(byte[] octets, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long eight = (long) EIGHT.get(octets, at);
            // An octet with its highest bit, one below a blank and DEL each leave a mark in the highest bit of their
            // place.
            if (((eight | eight - BLANKS | eight + ONES) & HIGHEST_BITS) != 0) {
                return at;
            }
            at += Long.BYTES;
        }
        return at;
    }
}
