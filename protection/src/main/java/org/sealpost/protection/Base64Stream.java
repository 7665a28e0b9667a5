package org.sealpost.protection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Writes base64 in lines of 76 characters, RFC 2045 section 6.8, many lines at a time. Closing it leaves the target open. */
final class Base64Stream extends OutputStream {
    private static final int LINE_BYTES = 57;
    private static final int LINE_CHARACTERS = 76;
    private static final int LINE_END = 2;
    private static final int LINES = 48;
    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private final OutputStream out;
    private final byte[] block;
    private final byte[] characters;
    private final byte[] lines;
    private int filled;

    /**
     * @param expectedBytes about how much will be written
     */
    Base64Stream(OutputStream out, long expectedBytes) {
        this.out = out;
        int count = Math.clamp(expectedBytes / LINE_BYTES + 1, 1, LINES);
        this.block = new byte[LINE_BYTES * count];
        this.characters = new byte[LINE_CHARACTERS * count];
        this.lines = new byte[(LINE_CHARACTERS + LINE_END) * count];
    }

    /** How long so many octets become. */
    static long encodedBytes(long bytes) {
        long characters = (bytes + 2) / 3 * 4;
        return characters + (characters + LINE_CHARACTERS - 1) / LINE_CHARACTERS * LINE_END;
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

    /** Encoded as a whole and cut here: line by line the encoder takes four times as long. */
    private void flushBlock() throws IOException {
        byte[] full = filled == block.length ? block : Arrays.copyOf(block, filled);
        int count = ENCODER.encode(full, characters);
        int at = 0;
        for (int from = 0; from < count; from += LINE_CHARACTERS) {
            int length = Math.min(LINE_CHARACTERS, count - from);
            System.arraycopy(characters, from, lines, at, length);
            lines[at + length] = '\r';
            lines[at + length + 1] = '\n';
            at += length + LINE_END;
        }
        out.write(lines, 0, at);
        filled = 0;
    }
}
