package org.sealpost.store;

import java.io.InputStream;
import java.util.Objects;
import java.util.function.IntFunction;

/** Reads chunk after chunk; an empty chunk is the end. */
final class ChunkStream extends InputStream {
    private final IntFunction<byte[]> chunks;
    private final long sizeBytes;
    private final int chunkBytes;
    private byte[] current;
    private int sequence;
    private int position;

    /** All chunks but the last have {@code chunkBytes}. */
    ChunkStream(byte[] first, long sizeBytes, int chunkBytes, IntFunction<byte[]> chunks) {
        this.current = first;
        this.sizeBytes = sizeBytes;
        this.chunkBytes = chunkBytes;
        this.chunks = chunks;
    }

    @Override
    public int read() {
        return hasMore() ? current[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    /** Chunks in between are not even read: mail programs take a long message in many pieces. */
    @Override
    public long skip(long count) {
        long at = Math.min(sizeBytes, (long) sequence * chunkBytes + position);
        long target = Math.min(sizeBytes, at + Math.max(0, count));
        if (target == at) {
            return 0;
        }
        int wanted = (int) (target / chunkBytes);
        if (wanted != sequence) {
            sequence = wanted;
            current = chunks.apply(wanted);
        }
        position = (int) (target % chunkBytes);
        return target - at;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    private boolean hasMore() {
        while (position == current.length) {
            if (current.length == 0) {
                return false;
            }
            sequence++;
            current = chunks.apply(sequence);
            position = 0;
        }
        return true;
    }
}
