package org.sealpost.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contents one after the other; each stays where it lies. */
record Joined(List<Content> parts, long sizeBytes) implements Content {
    @Override
    public InputStream open() {
        return new SequenceInputStream(
                Collections.enumeration(parts.stream().map(Lazy::new).toList()));
    }

    @Override
    public void inPieces(int limitBytes, Block reader) throws IOException {
        for (Content part : parts) {
            part.inPieces(limitBytes, reader);
        }
    }

    @Override
    public Content compact() {
        if (sizeBytes > ONE_PIECE_BYTES) {
            return this;
        }
        byte[] all = new byte[(int) sizeBytes];
        int at = 0;
        for (Content part : parts) {
            if (!(part.compact() instanceof Memory memory)) {
                return this;
            }
            memory.copyInto(all, at);
            at += (int) part.sizeBytes();
        }
        return Content.owning(all);
    }

    @Override
    public Content from(long offset) {
        Bounds.refuseOutside("offset", offset, sizeBytes);
        return slice(offset, sizeBytes - offset);
    }

    @Override
    public Content slice(long offset, long length) {
        Bounds.refuseOutside("offset", offset, sizeBytes);
        Bounds.refuseOutside("length", length, sizeBytes - offset);
        List<Content> inside = new ArrayList<>();
        long start = 0;
        for (Content part : parts) {
            long from = Math.max(offset - start, 0);
            long to = Math.min(offset + length - start, part.sizeBytes());
            if (from < to) {
                inside.add(part.slice(from, to - from));
            }
            start += part.sizeBytes();
        }
        return Content.sequence(inside);
    }

    /** Opens a content when it is first read, so that of many parts only one is open. */
    private static final class Lazy extends InputStream {
        private final Content content;
        private @Nullable InputStream opened;

        Lazy(Content content) {
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
}
