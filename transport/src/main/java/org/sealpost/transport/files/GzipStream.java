package org.sealpost.transport.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** What is in a gzip file (RFC 1952), all of its members one behind the other; anything else behind them is refused. */
final class GzipStream extends InputStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int SUMMED = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAMED = 1 << 3;
    private static final int COMMENTED = 1 << 4;
    private static final int RESERVED = 0xe0;
    private static final long LOW = 0xffff_ffffL;

    private final ZipStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] one = new byte[1];
    private ZipStream.Packed member;
    private boolean ended;

    GzipStream(InputStream packed) throws IOException {
        this.in = new ZipStream(packed);
        this.member = member(in.u16());
    }

    private ZipStream.Packed member(int magic) throws IOException {
        int method = in.u8();
        int flags = in.u8();
        if (magic != MAGIC || method != DEFLATE || (flags & RESERVED) != 0) {
            throw new ZipException("it is damaged, or there is more behind its end");
        }
        in.skip(6);
        if ((flags & EXTRA) != 0) {
            in.skip(in.u16());
        }
        skipText(flags & NAMED);
        skipText(flags & COMMENTED);
        in.skip((flags & SUMMED) == 0 ? 0 : 2);
        return in.inflated(inflater);
    }

    private void skipText(int flag) throws IOException {
        if (flag != 0) {
            while (in.u8() != 0) {
                // The next one.
            }
        }
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended) {
            int count = member.read(into, offset, length);
            if (count >= 0) {
                return count;
            }
            endMember();
        }
        return -1;
    }

    private void endMember() throws IOException {
        if (in.u32() != member.crc() || in.u32() != (member.size() & LOW)) {
            throw new ZipException("it is damaged");
        }
        int first = 0;
        // Some programs fill the last block with zeros.
        while (first == 0 && in.hasMore()) {
            first = in.u8();
        }
        if (first == 0) {
            ended = true;
        } else {
            member = member(first | in.u8() << 8);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
