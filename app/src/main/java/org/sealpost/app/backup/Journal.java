package org.sealpost.app.backup;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.protection.VaultFailure;
import org.sealpost.protection.bundle.SealedLog;
import org.sealpost.store.copy.TableReading;
import org.sealpost.store.database.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of what the authority did since the last backup, in a folder that should lie on another disk or machine: every
 * intent to sign, certificate, revocation and archived key, encrypted like a backup, on disk before the house goes on. Each start
 * and each backup begins a new file.
 */
public final class Journal implements IssuanceJournal, AutoCloseable {
    /** The ending of the files' names. */
    public static final String SUFFIX = ".journal";

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path folder;
    private final Database database;
    private final Supplier<Locks> locks;
    private final Clock clock;
    private Optional<SealedLog> file = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    public Journal(Path folder, Database database, Supplier<Locks> locks, Clock clock) {
        this.folder = folder;
        this.database = database;
        this.locks = locks;
        this.clock = clock;
    }

    @Override
    public void intended(String issuer, BigInteger serial) {
        try {
            append(List.of(new Entry("issuance_intent", "serial", serial.toString(16))));
        } catch (IOException | VaultFailure e) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY,
                    "nothing is signed, since the journal of the backup cannot be written in " + folder + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void certificate(String fingerprint) {
        copy(List.of(
                new Entry("certificate", "fingerprint", fingerprint),
                new Entry("certificate_address", "fingerprint", fingerprint),
                new Entry("certificate_chain", "fingerprint", fingerprint)));
    }

    @Override
    public void key(String keyId) {
        copy(List.of(
                new Entry("private_key", "key_id", keyId),
                new Entry("key_lid", "key_id", keyId),
                new Entry("key_share", "key_id", keyId),
                new Entry("key_member", "key_id", keyId),
                new Entry("token_key", "key_id", keyId)));
    }

    @Override
    public void authority(String name) {
        copy(List.of(new Entry("authority", "name", name), new Entry("authority_certificate", "authority", name)));
    }

    @Override
    public void openPgpKey(String fingerprint) {
        copy(List.of(
                new Entry("openpgp_key", "fingerprint", fingerprint),
                new Entry("openpgp_address", "fingerprint", fingerprint),
                new Entry("openpgp_key_id", "fingerprint", fingerprint)));
    }

    @Override
    public void serial(String issuer, BigInteger serial) {
        copy(List.of(new Entry("revoked_serial", "serial", serial.toString(16))));
    }

    private void copy(List<Entry> entries) {
        try {
            append(entries);
        } catch (IOException | VaultFailure e) {
            LOG.error("ALARM: the journal of the backup cannot be written in {}: {}", folder, e.getMessage());
        }
    }

    /** Rows that were just written, found by one column. */
    private record Entry(String table, String column, String value) {}

    private synchronized void append(List<Entry> entries) throws IOException {
        try {
            Optional<SealedLog> open = opened();
            if (open.isPresent()) {
                open.get().append(encoded(clock.instant(), entries));
                trouble = Optional.empty();
            }
        } catch (IOException | VaultFailure e) {
            trouble = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Nothing as long as there is no lock: the set-up of a house comes before anybody can have made one. */
    private Optional<SealedLog> opened() throws IOException {
        if (file.isEmpty()) {
            Locks now = locks.get();
            if (now.any()) {
                Files.createDirectories(folder);
                String name = clock.instant().toString().replace(':', '-') + "-"
                        + UUID.randomUUID().toString().substring(0, 8) + SUFFIX;
                file = Optional.of(SealedLog.create(folder.resolve(name), now.close("journal", clock.instant())));
            } else {
                trouble =
                        Optional.of("there is no backup passphrase and no recovery agent yet, so nobody could open it");
            }
        }
        return file;
    }

    private byte[] encoded(Instant at, List<Entry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(at.toEpochMilli());
        out.writeByte(entries.size());
        try {
            for (Entry entry : entries) {
                TableReading.rows(database, entry.table(), entry.column(), entry.value(), new Rows.Writer(out));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** What keeps the journal from being written, if anything does. */
    public synchronized Optional<String> trouble() {
        return trouble;
    }

    public Path folder() {
        return folder;
    }

    /** Begins a new file with the next entry: after a backup, and when other people are to open it. */
    public synchronized void turnPage() {
        try {
            close();
        } catch (IOException e) {
            LOG.warn("a journal file was not closed: {}", e.getMessage());
        }
    }

    /** Removes files that were written to the end before this time, when every backup that is kept is younger. */
    public void forget(Instant before) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path old :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                if (Files.getLastModifiedTime(old).toInstant().isBefore(before)) {
                    Files.delete(old);
                }
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
            file = Optional.empty();
        }
    }
}
