package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes base64 in lines of 76 characters, RFC 2045 section 6.8, many lines at a time. Closing it leaves the target open. */
final class Base64Stream extends OutputStream {
    /** Whole lines of 57 octets each. */
    private static final int BLOCK_BYTES = 57 * 512;

    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filled;

    Base64Stream(OutputStream out) {
        this.out = out;
    }

    static InputStream decode(InputStream in) {
        return Base64.getMimeDecoder().wrap(in);
    }

    @Override
    public void write(int octet) throws IOException {
        block[filled++] = (byte) octet;
        if (filled == BLOCK_BYTES) {
            flushBlock();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, BLOCK_BYTES - filled);
            System.arraycopy(bytes, offset + done, block, filled, step);
            filled += step;
            done += step;
            if (filled == BLOCK_BYTES) {
                flushBlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        flushBlock();
    }

    private void flushBlock() throws IOException {
        if (filled > 0) {
            byte[] full = filled == BLOCK_BYTES ? block : Arrays.copyOf(block, filled);
            out.write(Base64.getMimeEncoder().encode(full));
            out.write(CRLF);
            filled = 0;
        }
    }
}
