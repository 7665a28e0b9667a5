package org.sealpost.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.Spool;

/**
 * Keeps messages while they come in: small ones in memory, the rest of a larger one in an encrypted file whose key is only
 * in memory and which has no name in the folder, so that nothing of it can be read after the process ends.
 */
public final class ContentSpool implements Spool {
    /** How much of one message stays in memory. */
    static final int MEMORY_BYTES = 256 * 1024;

    private final Path folder;
    private final long memoryLimitBytes;
    private final long limitBytes;
    private final AtomicLong inMemory = new AtomicLong();
    private final AtomicLong spooled = new AtomicLong();

    /**
     * Makes the folder if it is missing.
     *
     * @param memoryLimitBytes how much all messages together may take in memory; beyond it they go to files at once
     * @param limitBytes how much all messages together may take at all
     */
    public ContentSpool(Path folder, long memoryLimitBytes, long limitBytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.memoryLimitBytes = memoryLimitBytes;
        this.limitBytes = limitBytes;
    }

    @Override
    public Incoming begin() {
        return new Spooling();
    }

    /** Bytes that are in the spool now. */
    public long sizeBytes() {
        return spooled.get();
    }

    private final class Spooling implements Incoming {
        private final Head head = new Head();
        private @Nullable SealedFile rest;
        private long written;
        private boolean closed;

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written += length;
            if (spooled.addAndGet(length) > limitBytes) {
                throw new MailFailure(EnhancedStatus.STORAGE_FULL, "the spool is full");
            }
            if (rest == null && head.size() + length <= MEMORY_BYTES && inMemory.get() + length <= memoryLimitBytes) {
                inMemory.addAndGet(length);
                head.write(bytes, offset, length);
                return;
            }
            if (rest == null) {
                rest = SealedFile.in(folder);
            }
            rest.write(bytes, offset, length);
        }

        @Override
        public long sizeBytes() {
            return written;
        }

        @Override
        public Content content() {
            List<Content> parts = new ArrayList<>(List.of(head.content()));
            if (rest != null) {
                parts.add(rest);
            }
            return Content.concat(parts);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            inMemory.addAndGet(-head.size());
            spooled.addAndGet(-written);
            if (rest != null) {
                rest.close();
            }
        }
    }

    /** What comes first and stays in memory. It is not written to any more when somebody reads it. */
    private static final class Head extends ByteArrayOutputStream {
        Content content() {
            return Content.owning(buf, count);
        }
    }
}
