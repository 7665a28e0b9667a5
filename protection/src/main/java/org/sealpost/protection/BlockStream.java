package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream that is made block by block and read octet by octet or in pieces, by one thread, without locks. */
abstract class BlockStream extends InputStream {
    private final byte[] block;
    private int at;
    private int end;

    BlockStream(int blockBytes) {
        this.block = new byte[blockBytes];
    }

    /** Puts the next octets into the block: how many, at least one, or -1 at the end. */
    abstract int fill(byte[] into) throws IOException;

    @Override
    public final int read() throws IOException {
        return at < end || refill() ? block[at++] & 0xff : -1;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (at == end && !refill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && (at < end || refill())) {
            int step = (int) Math.min(count - skipped, end - at);
            at += step;
            skipped += step;
        }
        return skipped;
    }

    private boolean refill() throws IOException {
        at = 0;
        end = Math.max(0, fill(block));
        return end > 0;
    }
}
