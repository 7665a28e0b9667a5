package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made octet by octet, and read in pieces all the same. */
abstract class OctetStream extends InputStream {
    /** The next octet, or -1 at the end. */
    abstract int next() throws IOException;

    @Override
    public final int read() throws IOException {
        return next();
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = next();
            if (octet < 0) {
                break;
            }
            into[offset + count++] = (byte) octet;
        }
        return count == 0 && length > 0 ? -1 : count;
    }
}
