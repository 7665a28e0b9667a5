package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sealpost.mail.Content;

/**
 * Reads what is behind base64, RFC 2045 section 6.8: characters outside of the alphabet are ignored, padding ends the data,
 * and at the end of the content it may be missing.
 */
final class Base64Decoding extends BlockStream {
    private static final byte JUNK = -1;
    private static final byte PADDING = -2;
    private static final byte[] VALUES = values();

    private final InputStream in;
    private final byte[] encoded;
    private int at;
    private int end;

    /** The sextets of a group of four that are read, and how many they are. */
    private int bits;

    private int sextets;
    private boolean ended;

    private Base64Decoding(InputStream in, int blockBytes) {
        // A block decodes to at most three quarters of it, and one group that was begun before it.
        super(blockBytes / 4 * 3 + 3);
        this.in = in;
        this.encoded = new byte[blockBytes];
    }

    static InputStream open(Content content, int blockLimitBytes) throws IOException {
        return new Base64Decoding(content.open(), Math.min(blockLimitBytes, Jca.chunkBytes(content.sizeBytes())));
    }

    @Override
    int fill(byte[] into) throws IOException {
        int made = 0;
        while (made == 0 && !ended) {
            made = at < end || refill() ? decode(into) : last(into);
        }
        return made == 0 ? -1 : made;
    }

    private boolean refill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(encoded, 0, encoded.length));
        return end > 0;
    }

    private int decode(byte[] into) throws IOException {
        int made = 0;
        while (at < end) {
            if (sextets == 0 && end - at >= 4) {
                int group = VALUES[encoded[at] & 0xff] << 18
                        | VALUES[encoded[at + 1] & 0xff] << 12
                        | VALUES[encoded[at + 2] & 0xff] << 6
                        | VALUES[encoded[at + 3] & 0xff];
                if (group >= 0) {
                    made = put(group, 3, into, made);
                    at += 4;
                    continue;
                }
            }
            byte value = VALUES[encoded[at] & 0xff];
            if (value == PADDING) {
                // What came in front of it is given out first: padding may be in the wrong place.
                return made > 0 ? made : padded(into);
            }
            at++;
            if (value != JUNK) {
                bits = bits << 6 | value;
                sextets++;
                made = sextets == 4 ? put(take(), 3, into, made) : made;
            }
        }
        return made;
    }

    /** {@code xx==} or {@code xxx=}; what follows does not count. */
    private int padded(byte[] into) throws IOException {
        at++;
        if (sextets < 2 || sextets == 2 && !(at < end || refill()) || sextets == 2 && encoded[at] != '=') {
            throw new IOException("base64 with padding in the wrong place");
        }
        return last(into);
    }

    private int last(byte[] into) throws IOException {
        ended = true;
        if (sextets == 1) {
            throw new IOException("base64 that ends inside an octet");
        }
        int octets = Math.max(0, sextets - 1);
        int group = take() << 6 * (3 - octets);
        return put(group, octets, into, 0);
    }

    private int take() {
        int taken = bits;
        bits = 0;
        sextets = 0;
        return taken;
    }

    private static int put(int group, int octets, byte[] into, int at) {
        for (int i = 0; i < octets; i++) {
            into[at + i] = (byte) (group >> 16 - 8 * i);
        }
        return at + octets;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, JUNK);
        byte[] alphabet =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
        for (byte i = 0; i < alphabet.length; i++) {
            values[alphabet[i]] = i;
        }
        values['='] = PADDING;
        return values;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
