package org.sealpost.pki.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Where in a list of many entries the one with a serial number stands: a hash table of places, half empty, and nothing else. Five
 * bits of the hash stand with each place, so that hardly any entry is read but the right one.
 *
 * <p>With a million entries nearly each step meets memory that no cache holds. So entries come in by small crowds: first the
 * slots of all are read, which the processor does side by side, then they are filled.
 */
final class SerialTable {
    /** Places are below {@link CrlIndex#LIMIT_BYTES}. */
    private static final int PLACE_BITS = 26;

    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int EMPTY = -1;
    private static final int CROWD = 64;
    private static final long FIRST_SECRET = new SecureRandom().nextLong();
    private static final long SECOND_SECRET = new SecureRandom().nextLong();
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] slots;
    private final Same same;
    private final long[] waitingHashes = new long[CROWD];
    private final int[] waitingPlaces = new int[CROWD];
    private int waiting;

    @SuppressWarnings("unused") // Were it not kept, the compiler would leave out the reading that it stands for.
    private int touched;

    /** Whether two entries are about the same certificate. */
    interface Same {
        boolean test(int one, int other);
    }

    /** For so many entries. */
    SerialTable(int entries, Same same) {
        this.slots = new int[Integer.highestOneBit(Math.max(4, entries + entries / 2)) * 2];
        this.same = same;
        Arrays.fill(slots, EMPTY);
    }

    /** The first of two entries about one certificate counts; two cost no more than one. To be followed by {@link #finish}. */
    void add(int place, long hash) {
        waitingPlaces[waiting] = place;
        waitingHashes[waiting++] = hash;
        if (waiting == CROWD) {
            finish();
        }
    }

    /** All that was added can be found. */
    void finish() {
        int sum = 0;
        for (int i = 0; i < waiting; i++) {
            sum += slots[slot(waitingHashes[i])];
        }
        touched = sum;
        for (int i = 0; i < waiting; i++) {
            put(waitingPlaces[i], waitingHashes[i]);
        }
        waiting = 0;
    }

    private void put(int place, long hash) {
        int marked = tag(hash) | place;
        for (int slot = slot(hash); ; slot = slot + 1 & slots.length - 1) {
            int there = slots[slot];
            if (there == EMPTY) {
                slots[slot] = marked;
                return;
            }
            if (isTag(there, hash) && same.test(there & PLACE, place)) {
                return;
            }
        }
    }

    /** The place that is wanted of those with this hash; -1 if it is none of them. */
    int find(long hash, IntPredicate wanted) {
        for (int slot = slot(hash); slots[slot] != EMPTY; slot = slot + 1 & slots.length - 1) {
            int there = slots[slot];
            if (isTag(there, hash) && wanted.test(there & PLACE)) {
                return there & PLACE;
            }
        }
        return -1;
    }

    private int slot(long hash) {
        return (int) hash & slots.length - 1;
    }

    private static int tag(long hash) {
        return (int) (hash >>> Long.SIZE - 5) << PLACE_BITS;
    }

    private static boolean isTag(int marked, long hash) {
        return (marked & ~PLACE) == tag(hash);
    }

    /**
     * Of a serial number and of who issued it. With secrets that change at each start, so that nobody makes serial numbers that
     * fall together: the words of the number are multiplied with what nobody outside knows, and both halves of the product go on.
     */
    static long hash(byte[] bytes, int from, int to, int issuer) {
        long hash = issuer;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mixed(hash, (long) WORDS.get(bytes, at));
        }
        long rest = (long) to - from;
        for (; at < to; at++) {
            rest = rest << Byte.SIZE | bytes[at] & 0xFF;
        }
        return mixed(hash, rest);
    }

    private static long mixed(long hash, long word) {
        long left = hash ^ FIRST_SECRET;
        long right = word ^ SECOND_SECRET;
        return left * right ^ Math.unsignedMultiplyHigh(left, right);
    }

    /** In memory. */
    long sizeBytes() {
        return (long) Integer.BYTES * slots.length;
    }
}
