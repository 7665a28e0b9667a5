package org.sealpost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/**
 * The bytes of messages, encrypted at rest: neither the database file nor its log or temporary pages hold a readable word
 * of a mail. Content is cut into chunks, so that large mail is written and read as a stream; the first chunk lies in the
 * row itself, so that a small mail is one row.
 *
 * <p>Content that is put outside a transaction is durable, but not yet kept: whoever refers to it says {@link #keep} in the
 * transaction that makes the reference. What a crash left unkept is removed by {@link #removeForgotten}.
 */
public final class ContentStore {
    private static final int CHUNK_BYTES = 64 * 1024;
    /** Up to here content may be put inside another transaction; a longer one would keep the writer for too long. */
    public static final int SMALL_BYTES = 1024 * 1024;

    private static final int CHUNKS_PER_WRITE = 16;
    private static final int SEQUENCE_BITS = 20;
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final Database database;
    private final ContentCipher cipher;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** {@code key}: 32 bytes that protect all content; lost with it are all mails. */
    public ContentStore(Database database, byte[] key, Clock clock) {
        this.database = database;
        this.cipher = new ContentCipher(key);
        this.clock = clock;
    }

    /** Writes content of any size; returns its id once it is on disk. */
    public long put(Content content) {
        try (InputStream in = content.open()) {
            Writing writing = new Writing(content.sizeBytes());
            byte[] head = in.readNBytes(CHUNK_BYTES);
            long id = database.write(sql -> insert(sql, writing, head, false));
            for (int sequence = 1; writing.hasChunk(sequence); sequence += CHUNKS_PER_WRITE) {
                List<@Nullable Object[]> rows = chunks(in, writing, id, sequence, CHUNKS_PER_WRITE);
                database.write(sql -> insertChunks(sql, rows));
            }
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Does with content what takes time, before the transaction that will {@link #place} it: small content is encrypted, longer
     * content is written, and kept only when it is placed.
     *
     * @param smallBytes up to here content is written inside that transaction; at most {@link #SMALL_BYTES}
     */
    public Ready ready(Content content, int smallBytes) {
        return content.sizeBytes() <= smallBytes
                ? new Ready(Optional.of(seal(content)), 0)
                : new Ready(Optional.empty(), put(content));
    }

    /** Content that only waits for its place. */
    public static final class Ready {
        private final Optional<Sealed> sealed;
        private final long written;

        private Ready(Optional<Sealed> sealed, long written) {
            this.sealed = sealed;
            this.written = written;
        }
    }

    /** Makes content stay, as part of the caller's transaction; gives its id. */
    public long place(Sql sql, Ready ready) throws SQLException {
        if (ready.sealed.isPresent()) {
            return put(sql, ready.sealed.get());
        }
        keep(sql, ready.written);
        return ready.written;
    }

    private Sealed seal(Content content) {
        if (content.sizeBytes() > SMALL_BYTES) {
            throw new IllegalArgumentException(
                    "content inside a transaction must have at most " + SMALL_BYTES + " bytes: " + content.sizeBytes());
        }
        try {
            Writing writing = new Writing(content.sizeBytes());
            List<byte[]> chunks = new ArrayList<>();
            content.inBlocks(
                    CHUNK_BYTES,
                    (octets, from, to) ->
                            chunks.add(cipher.seal(writing.key, writing, chunks.size(), octets, from, to)));
            if (chunks.isEmpty()) {
                chunks.add(cipher.seal(writing.key, writing, 0, new byte[0]));
            }
            return new Sealed(writing, chunks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Small content that is encrypted and not yet written. */
    private record Sealed(Writing writing, List<byte[]> chunks) {}

    private long put(Sql sql, Sealed sealed) throws SQLException {
        long id = insertSealed(sql, sealed.writing, sealed.chunks.getFirst(), true);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int sequence = 1; sequence < sealed.chunks.size(); sequence++) {
            rows.add(new @Nullable Object[] {chunkId(id, sequence), sealed.chunks.get(sequence)});
        }
        insertChunks(sql, rows);
        return id;
    }

    /** Makes content stay that was put before; part of the caller's transaction. */
    public void keep(Sql sql, long id) throws SQLException {
        if (sql.update("UPDATE content SET kept = 1 WHERE id = ?", id) != 1) {
            throw new IllegalStateException("no content " + id);
        }
    }

    public Content get(long id) {
        return database.read(sql -> get(sql, id));
    }

    /** For readers that are inside a transaction already; the content may be read after it. */
    public Content get(Sql sql, long id) throws SQLException {
        return sql.one(
                        "SELECT size_bytes, salt, head FROM content WHERE id = ?",
                        row -> {
                            Writing written = new Writing(row.getLong(1), row.getBytes(2));
                            return new Stored(id, written, cipher.open(written.key, written, 0, row.getBytes(3)));
                        },
                        id)
                .orElseThrow(() -> new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "no content " + id));
    }

    /** Encrypts a note that is kept elsewhere, under the same key as contents, and binds it to the number of what it tells. */
    public byte[] sealNote(long about, byte[] note) {
        return cipher.sealNote(random, about, note);
    }

    /** Fails if the note was altered, or is about something else. */
    public byte[] openNote(long about, byte[] sealed) {
        return cipher.openNote(about, sealed);
    }

    public void delete(Sql sql, long id) throws SQLException {
        long size = sql.count("DELETE FROM content WHERE id = ? RETURNING size_bytes", id);
        if (size > CHUNK_BYTES) {
            sql.update(
                    "DELETE FROM content_chunk WHERE id >= ? AND id < ?",
                    id << SEQUENCE_BITS,
                    (id + 1) << SEQUENCE_BITS);
        }
    }

    /** Removes what was written but never referred to, because the process died in between. Returns how many. */
    public int removeForgotten() {
        List<Long> forgotten = database.read(sql -> sql.list(
                "SELECT id FROM content WHERE kept = 0 AND created_at < ?",
                row -> row.getLong(1),
                clock.instant().minus(FORGOTTEN_AFTER)));
        for (long id : forgotten) {
            database.write(sql -> {
                delete(sql, id);
                return id;
            });
        }
        return forgotten.size();
    }

    private long insert(Sql sql, Writing writing, byte[] head, boolean kept) throws SQLException {
        return insertSealed(sql, writing, cipher.seal(writing.key, writing, 0, head), kept);
    }

    private long insertSealed(Sql sql, Writing writing, byte[] sealedHead, boolean kept) throws SQLException {
        return sql.one(
                        "INSERT INTO content (size_bytes, kept, created_at, salt, head) VALUES (?, ?, ?, ?, ?) RETURNING id",
                        row -> row.getLong(1),
                        writing.sizeBytes,
                        kept,
                        clock.instant(),
                        writing.salt,
                        sealedHead)
                .orElseThrow();
    }

    private static int insertChunks(Sql sql, List<@Nullable Object[]> rows) throws SQLException {
        if (!rows.isEmpty()) {
            sql.batch("INSERT INTO content_chunk (id, bytes) VALUES (?, ?)", rows);
        }
        return rows.size();
    }

    private List<@Nullable Object[]> chunks(InputStream in, Writing writing, long id, int first, int count)
            throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int sequence = first; sequence < first + count && writing.hasChunk(sequence); sequence++) {
            byte[] chunk = in.readNBytes(CHUNK_BYTES);
            rows.add(
                    new @Nullable Object[] {chunkId(id, sequence), cipher.seal(writing.key, writing, sequence, chunk)});
        }
        return rows;
    }

    private static long chunkId(long id, int sequence) {
        return id << SEQUENCE_BITS | sequence;
    }

    /** One content while it is written or read: its size, its salt, and the key made from it. */
    final class Writing {
        private final long sizeBytes;
        private final byte[] salt;
        private final javax.crypto.SecretKey key;

        Writing(long sizeBytes) {
            this(sizeBytes, ContentCipher.newSalt(random));
        }

        Writing(long sizeBytes, byte[] salt) {
            this.sizeBytes = sizeBytes;
            this.salt = salt;
            this.key = cipher.keyFor(salt);
        }

        long sizeBytes() {
            return sizeBytes;
        }

        boolean hasChunk(int sequence) {
            return (long) sequence * CHUNK_BYTES < sizeBytes;
        }
    }

    /** Content that lies in the store; only its first chunk is in memory. */
    private final class Stored implements Content {
        private final long id;
        private final Writing written;
        private final byte[] head;

        Stored(long id, Writing written, byte[] head) {
            this.id = id;
            this.written = written;
            this.head = head;
        }

        @Override
        public long sizeBytes() {
            return written.sizeBytes;
        }

        @Override
        public InputStream open() {
            return new ChunkStream(head, written.sizeBytes, CHUNK_BYTES, this::chunk);
        }

        private byte[] chunk(int sequence) {
            if (!written.hasChunk(sequence)) {
                return new byte[0];
            }
            byte[] sealed = database.read(sql -> sql.one(
                            "SELECT bytes FROM content_chunk WHERE id = ?",
                            row -> row.getBytes(1),
                            chunkId(id, sequence))
                    .orElseThrow(() -> new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "content " + id + " is gone")));
            return cipher.open(written.key, written, sequence, sealed);
        }
    }
}
