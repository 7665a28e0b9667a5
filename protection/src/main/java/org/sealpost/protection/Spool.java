package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;

/**
 * Takes what is being made of a message: a small one in memory, a large one in a temporary file that is encrypted under a key
 * only this process knows (AES-256-GCM for each piece) and that has no name any more, so a crash leaves nothing to read.
 */
final class Spool extends OutputStream {
    private static final int MEMORY_BYTES = 2 * 1024 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int LEAST_BYTES = 1024;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path folder;
    private byte[] memory;
    private int held;
    private @Nullable Overflow overflow;

    /** For something that will have about so many bytes; it may have more. */
    Spool(Path folder, long expectedBytes) {
        this.folder = folder;
        this.memory = new byte[Math.clamp(expectedBytes, LEAST_BYTES, MEMORY_BYTES + PIECE_BYTES)];
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, PIECE_BYTES);
            if (held + step > memory.length) {
                memory = Arrays.copyOf(memory, Math.clamp(2L * memory.length, held + step, MEMORY_BYTES + PIECE_BYTES));
            }
            System.arraycopy(bytes, offset + done, memory, held, step);
            held += step;
            done += step;
            flush(false);
        }
    }

    /** What was written, to be read any number of times. The spool takes nothing more. */
    Content content() throws IOException {
        Overflow full = overflow;
        if (full == null) {
            // Nobody else holds the octets, so they need no copy.
            return Content.owning(held < memory.length / 2 ? Arrays.copyOf(memory, held) : memory, held);
        }
        long sizeBytes = full.pieces * PIECE_BYTES + held;
        flush(true);
        FileChannel channel = full.file;
        Spooled content = new Spooled(channel, full.key, sizeBytes);
        CLEANER.register(content, () -> close(channel));
        return content;
    }

    /** Another, empty spool in the same folder. */
    Spool sibling(long expectedBytes) {
        return new Spool(folder, expectedBytes);
    }

    /** Throws away what was written. */
    void discard() {
        memory = new byte[0];
        held = 0;
        if (overflow != null) {
            close(overflow.file);
        }
    }

    /** The file, its key, and how many whole pieces are in it. */
    private static final class Overflow {
        private final FileChannel file;
        private final byte[] key = KeyVault.newKey();
        private long pieces;

        Overflow(FileChannel file) {
            this.file = file;
        }
    }

    /** Writes what is too much for memory, in whole pieces; at the end, what is left too. */
    private void flush(boolean all) throws IOException {
        if (overflow == null && held > MEMORY_BYTES) {
            overflow = new Overflow(newFile());
        }
        Overflow full = overflow;
        if (full == null || held < PIECE_BYTES && !all) {
            return;
        }
        int done = 0;
        while (held - done >= PIECE_BYTES || all && done < held) {
            int length = Math.min(PIECE_BYTES, held - done);
            write(full, done, length);
            done += length;
        }
        // From now on there is never more than what is left of a piece, and one step.
        byte[] rest = memory.length > 2 * PIECE_BYTES ? new byte[2 * PIECE_BYTES] : memory;
        held -= done;
        System.arraycopy(memory, done, rest, 0, held);
        memory = rest;
    }

    private void write(Overflow full, int offset, int length) throws IOException {
        ByteBuffer piece = ByteBuffer.wrap(crypt(Cipher.ENCRYPT_MODE, full.key, full.pieces, memory, offset, length));
        long position = full.pieces * (PIECE_BYTES + TAG_BYTES);
        while (piece.hasRemaining()) {
            position += full.file.write(piece, position);
        }
        full.pieces++;
    }

    private FileChannel newFile() throws IOException {
        Path path = Files.createTempFile(folder, "spool", ".part");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
        return channel;
    }

    private static byte[] crypt(int mode, byte[] key, long number, byte[] input, int offset, int length) {
        try {
            Cipher cipher = Jca.aes("AES/GCM/NoPadding");
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(4, number).array();
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
            return cipher.doFinal(input, offset, length);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("a spool file was changed while in use", e));
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Spooled(FileChannel channel, byte[] key, long sizeBytes) implements Content {
        @Override
        public InputStream open() {
            return new Pieces(this);
        }
    }

    /** Reads a spool file piece by piece. Holds on to its content, so that the file stays open as long as it is read. */
    private static final class Pieces extends InputStream {
        private final Spooled spooled;
        private byte[] piece = new byte[0];
        private int at;
        private long next;

        Pieces(Spooled spooled) {
            this.spooled = spooled;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == piece.length && !fill()) {
                return -1;
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long whole = Math.max(0, (count - (piece.length - at)) / PIECE_BYTES);
            if (count <= piece.length - at || whole == 0) {
                return super.skip(count);
            }
            long skipped = piece.length - at + whole * PIECE_BYTES;
            long end = spooled.sizeBytes() - next * PIECE_BYTES;
            if (skipped - (piece.length - at) > end) {
                return super.skip(count);
            }
            next += whole;
            piece = new byte[0];
            at = 0;
            return skipped;
        }

        private boolean fill() throws IOException {
            long left = spooled.sizeBytes() - next * PIECE_BYTES;
            if (left <= 0) {
                return false;
            }
            ByteBuffer sealed = ByteBuffer.allocate((int) Math.min(left, PIECE_BYTES) + TAG_BYTES);
            long position = next * (PIECE_BYTES + TAG_BYTES);
            while (sealed.hasRemaining()) {
                int count = spooled.channel().read(sealed, position + sealed.position());
                if (count < 0) {
                    throw new IOException("a spool file is shorter than it was written");
                }
            }
            piece = crypt(Cipher.DECRYPT_MODE, spooled.key(), next, sealed.array(), 0, sealed.capacity());
            at = 0;
            next++;
            return true;
        }
    }
}
