package org.sealpost.protection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes base64 in lines of 76 characters, RFC 2045 section 6.8, many lines at a time. Closing it leaves the target open. */
final class Base64Stream extends OutputStream {
    private static final int LINE_BYTES = 57;
    private static final int LINES = 512;

    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] block;
    private int filled;

    /**
     * @param expectedBytes about how much will be written
     */
    Base64Stream(OutputStream out, long expectedBytes) {
        this.out = out;
        this.block = new byte[LINE_BYTES * Math.clamp(expectedBytes / LINE_BYTES + 1, 1, LINES)];
    }

    @Override
    public void write(int octet) throws IOException {
        block[filled++] = (byte) octet;
        if (filled == block.length) {
            flushBlock();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, block.length - filled);
            System.arraycopy(bytes, offset + done, block, filled, step);
            filled += step;
            done += step;
            if (filled == block.length) {
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
            byte[] full = filled == block.length ? block : Arrays.copyOf(block, filled);
            out.write(Base64.getMimeEncoder().encode(full));
            out.write(CRLF);
            filled = 0;
        }
    }
}
