package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import org.sealpost.mail.Content;

/** Reads another stream in blocks. */
final class Buffered extends BlockStream {
    private final InputStream in;

    Buffered(InputStream in, int blockBytes) {
        super(blockBytes);
        this.in = in;
    }

    /** The content through a block that is no larger than it. */
    static InputStream open(Content content) throws IOException {
        return open(content, Jca.CHUNK_BYTES);
    }

    static InputStream open(Content content, int blockLimitBytes) throws IOException {
        return new Buffered(content.open(), Math.min(blockLimitBytes, Jca.chunkBytes(content.sizeBytes())));
    }

    @Override
    int fill(byte[] into) throws IOException {
        return in.read(into, 0, into.length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
