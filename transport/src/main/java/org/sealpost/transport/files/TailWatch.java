package org.sealpost.transport.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Watches how a file ends. Programs find a ZIP file by its end, whatever lies in front: a picture, a program that unpacks it. */
final class TailWatch extends FilterInputStream {
    private static final int END_BYTES = 22;
    private static final int TAIL_BYTES = 64 * 1024 + END_BYTES;
    private static final int DIRECTORY_SIZE_AT = 12;
    private static final int COMMENT_AT = 20;

    private static final int FIRST_BYTES = 1024;

    /** Grows until it has room for the longest end, and is filled around from then on. */
    private byte[] tail = new byte[FIRST_BYTES];

    private long count;

    TailWatch(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        if (got <= 0) {
            return got;
        }
        while (tail.length < TAIL_BYTES && tail.length < count + got) {
            tail = Arrays.copyOf(tail, Math.min(TAIL_BYTES, 2 * tail.length));
        }
        for (int i = got - Math.min(got, tail.length); i < got; ) {
            int at = (int) ((count + i) % tail.length);
            int step = Math.min(got - i, tail.length - at);
            System.arraycopy(into, offset + i, tail, at, step);
            i += step;
        }
        count += got;
        return got;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] skipped = new byte[(int) Math.min(wanted, 8 * 1024)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads on to the end, and says whether a ZIP file ends there. */
    boolean endsAsZip() throws IOException {
        byte[] piece = new byte[4 * 1024];
        while (read(piece, 0, piece.length) >= 0) {
            // Only the end is looked at.
        }
        long first = Math.max(0, count - tail.length);
        for (long at = count - END_BYTES; at >= first; at--) {
            if (octet(at) == 'P' && octet(at + 1) == 'K' && octet(at + 2) == 5 && octet(at + 3) == 6 && isEnd(at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEnd(long at) {
        long directory = 0;
        for (int i = 3; i >= 0; i--) {
            directory = directory << 8 | octet(at + DIRECTORY_SIZE_AT + i);
        }
        int comment = octet(at + COMMENT_AT) | octet(at + COMMENT_AT + 1) << 8;
        return at + END_BYTES + comment == count && directory > 0 && directory <= at;
    }

    private int octet(long at) {
        return tail[(int) (at % tail.length)] & 0xff;
    }
}
