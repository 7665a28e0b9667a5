package org.sealpost.protocols.arc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import org.sealpost.mail.Content;
import org.sealpost.mail.Sha256;

/** The SHA-256 of a body in the form in which signatures cover it (RFC 6376 sections 3.4.3 and 3.4.4). */
final class BodyHash {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int BLOCK_BYTES = 8_192;

    private final MessageDigest digest = Sha256.begin();
    private final boolean relaxed;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filled;
    /** Line ends that count only if something stands behind them. */
    private long lineEnds;

    private boolean blank;
    private boolean carriageReturn;
    private boolean anything;

    private BodyHash(boolean relaxed) {
        this.relaxed = relaxed;
    }

    /** {@code relaxed}: runs of blanks are one, and those at the end of a line none. */
    static byte[] of(Content body, boolean relaxed) {
        BodyHash hash = new BodyHash(relaxed);
        try {
            body.inPieces(BLOCK_BYTES, (octets, from, to) -> {
                for (int i = from; i < to; i++) {
                    hash.take(octets[i]);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hash.end();
    }

    private void take(byte octet) {
        if (octet == '\n') {
            carriageReturn = false;
            blank = false;
            lineEnds++;
            return;
        }
        if (carriageReturn) {
            // One that ends no line.
            carriageReturn = false;
            write((byte) '\r');
        }
        if (octet == '\r') {
            carriageReturn = true;
        } else if (relaxed && (octet == ' ' || octet == '\t')) {
            blank = true;
        } else {
            write(octet);
        }
    }

    private void write(byte octet) {
        anything = true;
        for (; lineEnds > 0; lineEnds--) {
            put(LINE_END[0]);
            put(LINE_END[1]);
        }
        if (blank) {
            blank = false;
            put((byte) ' ');
        }
        put(octet);
    }

    private void put(byte octet) {
        if (filled == block.length) {
            digest.update(block);
            filled = 0;
        }
        block[filled++] = octet;
    }

    private byte[] end() {
        if (carriageReturn) {
            write((byte) '\r');
        }
        digest.update(block, 0, filled);
        // An empty body is a line end in simple form, and nothing in relaxed form.
        if (anything || !relaxed) {
            digest.update(LINE_END);
        }
        return digest.digest();
    }
}
