package org.sealpost.transport.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How much may be unpacked of one message, all of its files together: a small message must not cost hours (a "bomb"). */
final class Budget {
    /** Nested archives deeper than this are not opened. */
    static final int DEPTH_LIMIT = 4;

    static final int ENTRIES_LIMIT = 10_000;
    static final long UNPACKED_LIMIT_BYTES = 128L * 1024 * 1024;
    /** So much may be unpacked of any message, however small it is. */
    private static final long ALWAYS_BYTES = 16L * 1024 * 1024;

    /** What office programs write shrinks to a tenth or a fiftieth; what shrinks much further is a trap. */
    private static final int RATIO_LIMIT = 100;

    private long packed;
    private long unpacked;
    private int entries;

    /** More than is looked at. */
    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1;

        Exceeded(String message) {
            super(message);
        }
    }

    void entry() throws Exceeded {
        if (++entries > ENTRIES_LIMIT) {
            throw new Exceeded("more files than are looked at");
        }
    }

    private void unpacked(long bytes) throws Exceeded {
        unpacked += Math.max(0, bytes);
        if (unpacked > Math.min(UNPACKED_LIMIT_BYTES, ALWAYS_BYTES + RATIO_LIMIT * packed)) {
            throw new Exceeded("more than is unpacked");
        }
    }

    /** A file as it lies in the message. */
    InputStream packed(InputStream in) {
        return new Counting(in) {
            @Override
            void count(long bytes) {
                packed += Math.max(0, bytes);
            }
        };
    }

    /** A file that comes out of another one. */
    InputStream unpacked(InputStream in) {
        return new Counting(in) {
            @Override
            void count(long bytes) throws IOException {
                unpacked(bytes);
            }
        };
    }

    private abstract static class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        abstract void count(long bytes) throws IOException;

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            count(count);
            return count;
        }

        @Override
        public long skip(long wanted) throws IOException {
            long skipped = super.skip(wanted);
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
