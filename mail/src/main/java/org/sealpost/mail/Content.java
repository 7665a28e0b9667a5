package org.sealpost.mail;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a message, header section and body, exactly as received: a signature covers bytes. Content may lie in
 * memory, in a spool file or in the store; whoever needs it reads it as a stream, any number of times.
 */
public interface Content {
    long sizeBytes();

    /** A new stream from the first byte. The caller closes it. */
    InputStream open() throws IOException;

    /** All bytes in memory, for content known to be small. Refuses content over the limit. */
    default byte[] bytes(int limitBytes) {
        if (sizeBytes() > limitBytes) {
            throw new IllegalArgumentException("content must have at most " + limitBytes + " bytes: " + sizeBytes());
        }
        try (InputStream in = open()) {
            byte[] all = new byte[Math.toIntExact(sizeBytes())];
            int count = in.readNBytes(all, 0, all.length);
            return count == all.length ? all : Arrays.copyOf(all, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Content of(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new Content() {
            @Override
            public long sizeBytes() {
                return copy.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(copy);
            }
        };
    }

    /** One content after the other, without copying them. */
    static Content concat(List<Content> parts) {
        List<Content> all = List.copyOf(parts);
        if (all.size() == 1) {
            return all.getFirst();
        }
        return new Content() {
            @Override
            public long sizeBytes() {
                return all.stream().mapToLong(Content::sizeBytes).sum();
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(
                        Collections.enumeration(all.stream().map(Lazy::new).toList()));
            }
        };
    }

    /** The part that starts at {@code offset}; the header section is cut off or replaced this way, never rewritten. */
    default Content from(long offset) {
        Content whole = this;
        if (offset < 0 || offset > sizeBytes()) {
            throw new IllegalArgumentException("offset must lie in 0.." + sizeBytes() + ": " + offset);
        }
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
        if (length < 0 || length > rest.sizeBytes()) {
            throw new IllegalArgumentException("length must lie in 0.." + rest.sizeBytes() + ": " + length);
        }
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

    /** Opens a content when it is first read, so that of many parts only one is open. */
    final class Lazy extends InputStream {
        private final Content content;
        private @Nullable InputStream opened;

        private Lazy(Content content) {
            this.content = content;
        }

        private InputStream in() throws IOException {
            InputStream in = opened == null ? content.open() : opened;
            opened = in;
            return in;
        }

        @Override
        public int read() throws IOException {
            return in().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in().read(into, offset, length);
        }

        @Override
        public long skip(long count) throws IOException {
            return in().skip(count);
        }

        @Override
        public int available() throws IOException {
            return in().available();
        }

        @Override
        public void close() throws IOException {
            if (opened != null) {
                opened.close();
            }
        }
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
