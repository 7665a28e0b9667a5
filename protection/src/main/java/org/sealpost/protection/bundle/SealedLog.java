package org.sealpost.protection.bundle;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.sealpost.protection.VaultFailure;

/**
 * A file that only grows: encrypted records behind a bundle's header, each on disk before {@link #append} returns. A record that
 * a crash cut off at the end is left out when it is read; anything else that was changed is found.
 */
public final class SealedLog implements AutoCloseable {
    public static final int RECORD_LIMIT_BYTES = 16 * 1024 * 1024;

    private final FileChannel channel;
    private final SecretKey key;
    private byte[] tagBefore = new byte[0];
    private long number;
    private long end;

    private SealedLog(FileChannel channel, SecretKey key) throws IOException {
        this.channel = channel;
        this.key = key;
        this.end = channel.size();
    }

    /** Begins a new file, readable by its owner only; refuses one that is there. */
    public static SealedLog create(Path file, BundleHeader.Keyed keyed) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        ByteArrayOutputStream front = new ByteArrayOutputStream();
        keyed.header().write(front);
        write(channel, ByteBuffer.wrap(front.toByteArray()), 0);
        channel.force(true);
        return new SealedLog(channel, keyed.header().streamKey(keyed.key()));
    }

    /** Returns once the record is on disk. After a failure the next record takes the place of the one that failed. */
    public synchronized void append(byte[] record) throws IOException {
        if (record.length > RECORD_LIMIT_BYTES) {
            throw new IOException("a record has at most " + RECORD_LIMIT_BYTES + " bytes: " + record.length);
        }
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, number, tagBefore).doFinal(record);
            // Counted first: a nonce that may have come to disk is never used again for other bytes.
            long used = number++;
            ByteBuffer framed = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + sealed.length)
                    .putLong(used)
                    .putInt(sealed.length)
                    .put(sealed)
                    .flip();
            int length = framed.remaining();
            write(channel, framed, end);
            channel.force(false);
            end += length;
            tagBefore = tag(sealed);
        } catch (GeneralSecurityException e) {
            throw new IOException("the platform lacks AES-GCM", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    /**
     * Reads a file from its front.
     *
     * @param open gives the key that the header closes
     * @return whether the last record was cut off
     * @throws VaultFailure if a record was changed or left out
     */
    public static boolean read(Path file, Function<BundleHeader, BundleHeader.Keyed> open, Consumer<byte[]> records)
            throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            BundleHeader header = BundleHeader.read(in);
            SecretKey key = header.streamKey(open.apply(header).key());
            DataInputStream data = new DataInputStream(in);
            byte[] tagBefore = new byte[0];
            while (true) {
                in.mark(1);
                if (in.read() < 0) {
                    return false;
                }
                in.reset();
                long number;
                byte[] sealed;
                try {
                    number = data.readLong();
                    sealed = sealed(data);
                } catch (EOFException e) {
                    return true;
                }
                records.accept(open(file, key, number, tagBefore, sealed));
                tagBefore = tag(sealed);
            }
        }
    }

    private static byte[] sealed(DataInputStream data) throws IOException {
        int length = data.readInt();
        if (length < Chunks.TAG_BYTES || length > RECORD_LIMIT_BYTES + Chunks.TAG_BYTES) {
            throw new VaultFailure("a record of the journal is damaged", null);
        }
        byte[] sealed = data.readNBytes(length);
        if (sealed.length < length) {
            throw new EOFException();
        }
        return sealed;
    }

    private static byte[] open(Path file, SecretKey key, long number, byte[] tagBefore, byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, number, tagBefore).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new VaultFailure(file + ": record " + number + ", or the one before it, was changed or left out", e);
        }
    }

    /** Each record is bound to the one before it. */
    private static Cipher cipher(int mode, SecretKey key, long number, byte[] tagBefore)
            throws GeneralSecurityException {
        Cipher cipher = Chunks.cipher(mode, key, number, false);
        cipher.updateAAD(tagBefore);
        return cipher;
    }

    private static byte[] tag(byte[] sealed) {
        return Arrays.copyOfRange(sealed, sealed.length - Chunks.TAG_BYTES, sealed.length);
    }
}
