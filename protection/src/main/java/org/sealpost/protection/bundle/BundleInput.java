package org.sealpost.protection.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.sealpost.protection.VaultFailure;

/**
 * Reads a bundle; nothing comes out of it that was not checked first. Fails with {@link VaultFailure} where it was changed or
 * cut off. Closing it leaves the stream below open.
 */
public final class BundleInput extends InputStream {
    private static final int SEALED_BYTES = BundleOutput.CHUNK_BYTES + Chunks.TAG_BYTES;

    private final InputStream in;
    private final SecretKey key;
    private byte[] sealed;
    private byte[] chunk = new byte[0];
    private int position;
    private long number;
    private boolean ended;

    /** {@code in} stands behind the header. */
    public BundleInput(InputStream in, BundleHeader.Keyed keyed) throws IOException {
        this.in = in;
        this.key = keyed.header().streamKey(keyed.key());
        this.sealed = in.readNBytes(SEALED_BYTES);
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean hasMore() throws IOException {
        while (position == chunk.length) {
            if (ended) {
                return false;
            }
            next();
        }
        return true;
    }

    private void next() throws IOException {
        byte[] following = sealed.length == SEALED_BYTES ? in.readNBytes(SEALED_BYTES) : new byte[0];
        boolean last = following.length == 0;
        chunk = open(last);
        position = 0;
        number++;
        ended = last;
        sealed = following;
    }

    private byte[] open(boolean last) {
        try {
            return Chunks.cipher(Cipher.DECRYPT_MODE, key, number, last).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new VaultFailure(
                    last && isWhole()
                            ? "it is cut off: what follows its first " + (number + 1) * BundleOutput.CHUNK_BYTES
                                    + " bytes is missing"
                            : "it is damaged or cut off behind its first " + number * BundleOutput.CHUNK_BYTES
                                    + " bytes",
                    e);
        }
    }

    /** Whether a chunk at the end of the file is one from the middle of the bundle. */
    private boolean isWhole() {
        try {
            Chunks.cipher(Cipher.DECRYPT_MODE, key, number, false).doFinal(sealed);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
