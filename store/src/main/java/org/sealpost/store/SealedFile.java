package org.sealpost.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.mail.Content;

/**
 * A temporary file with a key of its own, AES-256 in counter mode. The key is used for this one stream only and never leaves
 * memory; the file loses its name as soon as it is open, so that it is gone with the process, however that ends.
 */
final class SealedFile implements Content, AutoCloseable {
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FileChannel channel;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private long size;

    private SealedFile(FileChannel channel) {
        this.channel = channel;
        byte[] fresh = new byte[KEY_BYTES];
        RANDOM.nextBytes(fresh);
        this.key = new SecretKeySpec(fresh, "AES");
        this.cipher = cipher(Cipher.ENCRYPT_MODE);
    }

    static SealedFile in(Path folder) throws IOException {
        return new SealedFile(FileChannel.open(
                folder.resolve(UUID.randomUUID() + ".spool"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                // On Unix the name goes at once, the bytes with the last descriptor.
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        byte[] sealed = cipher.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        while (buffer.hasRemaining()) {
            size += channel.write(buffer, size);
        }
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public InputStream open() {
        return new BufferedInputStream(new CipherInputStream(new Reading(), cipher(Cipher.DECRYPT_MODE)));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cipher cipher(int mode) {
        try {
            Cipher fresh = Cipher.getInstance("AES/CTR/NoPadding");
            fresh.init(mode, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return fresh;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks AES", e);
        }
    }

    /** The sealed bytes from the start. */
    private final class Reading extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
            position += Math.max(count, 0);
            return count;
        }
    }
}
