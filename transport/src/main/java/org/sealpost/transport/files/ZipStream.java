package org.sealpost.transport.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** A stream of which the place is known to the octet, also behind what was inflated. Numbers are little-endian. */
final class ZipStream {
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final long LOW = 0xffff_ffffL;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int from;
    private int to;
    private long before;

    ZipStream(InputStream in) {
        this.in = in;
    }

    long position() {
        return before + from;
    }

    /** Whether there is anything left. */
    boolean hasMore() throws IOException {
        if (from < to) {
            return true;
        }
        before += to;
        from = 0;
        to = Math.max(0, in.read(block, 0, block.length));
        return to > 0;
    }

    int u8() throws IOException {
        if (!hasMore()) {
            throw new EOFException("it ends too early");
        }
        return block[from++] & 0xff;
    }

    int u16() throws IOException {
        return u8() | u8() << 8;
    }

    long u32() throws IOException {
        return (u16() | (long) u16() << 16) & LOW;
    }

    long u64() throws IOException {
        return u32() | u32() << 32;
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) u8();
        }
        return bytes;
    }

    void skip(long count) throws IOException {
        for (long left = count; left > 0; ) {
            if (!hasMore()) {
                throw new EOFException("it ends too early");
            }
            int step = (int) Math.min(left, to - from);
            from += step;
            left -= step;
        }
    }

    /** What is packed here, and what its packer would say of it. */
    abstract static class Packed extends InputStream {
        private final CRC32 crc = new CRC32();
        private final byte[] one = new byte[1];
        private long size;

        abstract int fill(byte[] into, int offset, int length) throws IOException;

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = fill(into, offset, length);
            if (count > 0) {
                crc.update(into, offset, count);
                size += count;
            }
            return count;
        }

        long crc() {
            return crc.getValue();
        }

        long size() {
            return size;
        }
    }

    /** The next so many octets, as they are. */
    Packed stored(long count) {
        return new Packed() {
            private long left = count;

            @Override
            int fill(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                if (!hasMore()) {
                    throw new EOFException("it ends too early");
                }
                int step = (int) Math.min(Math.min(left, length), to - from);
                System.arraycopy(block, from, into, offset, step);
                from += step;
                left -= step;
                return step;
            }
        };
    }

    /** What is deflated here (RFC 1951); behind its end the place is right behind it. */
    Packed inflated(Inflater inflater) {
        inflater.reset();
        return new Packed() {
            @Override
            int fill(byte[] into, int offset, int length) throws IOException {
                try {
                    while (!inflater.finished()) {
                        if (inflater.needsDictionary() || inflater.needsInput() && !hasMore()) {
                            throw new EOFException("it ends too early");
                        }
                        inflater.setInput(block, from, to - from);
                        int count = inflater.inflate(into, offset, length);
                        from = to - inflater.getRemaining();
                        if (count > 0) {
                            return count;
                        }
                    }
                    return -1;
                } catch (DataFormatException e) {
                    throw new ZipException("it is damaged");
                }
            }
        };
    }
}
