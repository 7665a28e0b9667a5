package org.sealpost.protection.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Encrypts a bundle while it is written: AES-256-GCM in chunks of 256 KiB. The nonce is the number of the chunk and whether it
 * is the last, so chunks cannot be swapped or left out, and a file that was cut off is found. Closing it ends the bundle, not
 * the stream below.
 */
public final class BundleOutput extends OutputStream {
    static final int CHUNK_BYTES = 256 * 1024;

    private final OutputStream out;
    private final SecretKey key;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int held;
    private long number;
    private boolean closed;

    /** Writes the header at once. */
    public BundleOutput(OutputStream out, BundleHeader.Keyed keyed) throws IOException {
        this.out = out;
        this.key = keyed.header().streamKey(keyed.key());
        keyed.header().write(out);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            if (held == CHUNK_BYTES) {
                flushChunk(false);
            }
            int step = Math.min(length - done, CHUNK_BYTES - held);
            System.arraycopy(bytes, offset + done, chunk, held, step);
            held += step;
            done += step;
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            flushChunk(true);
            out.flush();
        }
    }

    private void flushChunk(boolean last) throws IOException {
        try {
            Cipher cipher = Chunks.cipher(Cipher.ENCRYPT_MODE, key, number, last);
            out.write(cipher.doFinal(chunk, 0, held));
        } catch (GeneralSecurityException e) {
            throw new IOException("the platform lacks AES-GCM", e);
        }
        number++;
        held = 0;
    }
}
