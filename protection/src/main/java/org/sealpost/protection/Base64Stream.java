package org.sealpost.protection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes base64 in lines of 76 characters, RFC 2045 section 6.8, many lines at a time. Closing it leaves the target open. */
final class Base64Stream extends OutputStream {
    private static final int LINE_BYTES = 57;
    private static final int LINE_CHARACTERS = 76;
    private static final int LINES = 512;

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
            out.write(lines(Base64.getEncoder().encode(full)));
            filled = 0;
        }
    }

    /** Encoded as a whole and cut here: line by line the encoder takes four times as long. */
    private static byte[] lines(byte[] encoded) {
        int count = (encoded.length + LINE_CHARACTERS - 1) / LINE_CHARACTERS;
        byte[] lines = new byte[encoded.length + 2 * count];
        int at = 0;
        for (int from = 0; from < encoded.length; from += LINE_CHARACTERS) {
            int length = Math.min(LINE_CHARACTERS, encoded.length - from);
            System.arraycopy(encoded, from, lines, at, length);
            lines[at + length] = '\r';
            lines[at + length + 1] = '\n';
            at += length + 2;
        }
        return lines;
    }
}
