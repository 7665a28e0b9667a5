package org.sealpost.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a message, header section and body, exactly as received: a signature covers bytes. Content may lie in
 * memory, in a spool file or in the store; whoever needs it reads it as a stream, any number of times.
 */
public interface Content {
    /** So much is copied into one piece. */
    int ONE_PIECE_BYTES = 64 * 1024;

    long sizeBytes();

    /** A new stream from the first byte. The caller closes it. */
    InputStream open() throws IOException;

    /** All bytes in memory, for content known to be small. Refuses content over the limit. */
    default byte[] bytes(int limitBytes) {
        Bounds.refuseLarge(sizeBytes(), limitBytes);
        try (InputStream in = open()) {
            byte[] all = new byte[Math.toIntExact(sizeBytes())];
            int count = in.readNBytes(all, 0, all.length);
            return count == all.length ? all : Arrays.copyOf(all, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gets octets to read where they lie; it must neither change nor keep them. */
    @FunctionalInterface
    interface Block {
        void read(byte[] octets, int from, int to) throws IOException;
    }

    /** Hands over all bytes in order, so many at a time; the last block may be shorter, and none is empty. */
    default void inBlocks(int blockBytes, Block reader) throws IOException {
        byte[] block = new byte[Math.clamp(sizeBytes(), 1, blockBytes)];
        try (InputStream in = open()) {
            for (int count = in.readNBytes(block, 0, block.length);
                    count > 0;
                    count = in.readNBytes(block, 0, block.length)) {
                reader.read(block, 0, count);
            }
        }
    }

    /** Hands over all bytes in order in pieces as they lie: of any size up to the limit, and none is empty. */
    default void inPieces(int limitBytes, Block reader) throws IOException {
        inBlocks(limitBytes, reader);
    }

    /** Whether all bytes lie in memory side by side: then they cost nothing to be handed over all at once. */
    default boolean isInOnePiece() {
        return false;
    }

    /** The same in memory, where it stays when a spool file is gone. For content known to be small. */
    default Content inMemory() {
        return owning(bytes(Integer.MAX_VALUE));
    }

    static Content of(byte[] bytes) {
        return owning(bytes.clone());
    }

    /** Content of an array that the caller gives away and does not change any more. */
    static Content owning(byte[] bytes) {
        return owning(bytes, bytes.length);
    }

    /** The same of the first octets of an array. */
    static Content owning(byte[] bytes, int length) {
        return new Memory(bytes, 0, length);
    }

    /** The same in one piece, if it is small and in memory; else as it is. */
    default Content compact() {
        return this;
    }

    /** One content after the other. Only what is small and in memory is copied, so that it lies in one piece. */
    static Content concat(List<Content> parts) {
        return sequence(parts).compact();
    }

    /** One content after the other, each where it lies: for what is read once. */
    static Content sequence(List<Content> parts) {
        List<Content> all = new ArrayList<>(parts.size());
        long size = 0;
        for (Content part : parts) {
            if (part.sizeBytes() > 0) {
                all.add(part);
                size += part.sizeBytes();
            }
        }
        return all.size() == 1 ? all.getFirst() : new Joined(List.copyOf(all), size);
    }

    /** The part that starts at {@code offset}; the header section is cut off or replaced this way, never rewritten. */
    default Content from(long offset) {
        Content whole = this;
        Bounds.refuseOutside("offset", offset, sizeBytes());
        return new Content() {
            @Override
            public long sizeBytes() {
                return whole.sizeBytes() - offset;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = whole.open();
                in.skipNBytes(offset);
                return in;
            }
        };
    }

    /** The {@code length} bytes that start at {@code offset}, such as one part of a multipart. */
    default Content slice(long offset, long length) {
        Content rest = from(offset);
        Bounds.refuseOutside("length", length, rest.sizeBytes());
        return new Content() {
            @Override
            public long sizeBytes() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return new Bounded(rest.open(), length);
            }
        };
    }

    /** Ends a stream after some bytes. */
    final class Bounded extends FilterInputStream {
        private long left;

        private Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
