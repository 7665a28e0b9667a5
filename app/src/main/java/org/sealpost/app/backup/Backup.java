package org.sealpost.app.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Fingerprint;
import org.sealpost.protection.bundle.BundleHeader;
import org.sealpost.protection.bundle.BundleOutput;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.copy.TableReading;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;

/**
 * Writes everything that makes this house into one encrypted file, as it stands at one moment, while the house goes on working.
 * The file has its name only when it is whole and on disk.
 */
public final class Backup {
    static final String CONFIGURATION = "sealpost.toml";
    static final String ROOT_KEY = "keys/root.key";
    /** Rooms that have migrations. */
    static final List<String> ROOMS = List.of("store", "mailbox");
    /** What a backup without mail leaves out: messages, where they lie, and those on their way. Folders stay. */
    static final Set<String> MAIL = Set.of(
            "content",
            "content_chunk",
            "queue_message",
            "queue_recipient",
            "message_name",
            "quarantine",
            "mailbox_message",
            "mailbox_entry",
            "mailbox_usage",
            "mailbox_delivery");

    private final Path data;
    private final Path rootKey;
    private final Database database;
    private final Clock clock;

    /** {@code data} is the data folder with the configuration in it. */
    public Backup(Path data, Path rootKey, Database database, Clock clock) {
        this.data = data;
        this.rootKey = rootKey;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Writes a bundle.
     *
     * @throws BackupFailure if it cannot be written; then there is no file of this name
     */
    public Manifest write(Path to, boolean withMail, Locks locks) {
        if (!locks.any()) {
            throw new BackupFailure(
                    "nobody could open the backup: make a passphrase first with: sealpost backup passphrase");
        }
        BundleHeader.Keyed keyed = locks.close("backup", clock.instant());
        try {
            return write(to, withMail, keyed);
        } finally {
            keyed.wipe();
        }
    }

    Manifest write(Path to, boolean withMail, BundleHeader.Keyed keyed) {
        if (Files.exists(to)) {
            throw new BackupFailure("there is a file " + to + " already; a backup is never written over anything");
        }
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            Manifest manifest = writePart(part, withMail, keyed);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            force(to.toAbsolutePath().getParent());
            return manifest;
        } catch (IOException e) {
            discard(part, e);
            throw new BackupFailure("the backup cannot be written to " + to + ": " + e.getMessage(), e);
        }
    }

    private Manifest writePart(Path part, boolean withMail, BundleHeader.Keyed keyed) throws IOException {
        Files.deleteIfExists(part);
        try (FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 512 * 1024);
            BundleOutput bundle = new BundleOutput(out, keyed);
            Manifest manifest = writeContent(bundle, withMail);
            bundle.close();
            channel.force(true);
            return manifest;
        }
    }

    private Manifest writeContent(OutputStream bundle, boolean withMail) throws IOException {
        Instant at = clock.instant();
        BundleWriter writer = new BundleWriter(bundle);
        writer.file(CONFIGURATION, Files.readAllBytes(data.resolve(CONFIGURATION)));
        writer.file(ROOT_KEY, Files.readAllBytes(rootKey));
        TableReading.read(database, withMail ? Set.of() : MAIL, writer);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                at.toString(),
                program(),
                database.dialect().name(),
                schemas(database),
                withMail,
                authority(database),
                writer.sections());
        requireWhole(manifest);
        writer.finish(manifest);
        return manifest;
    }

    /** A backup without its authority would be found out only when it is needed. */
    private static void requireWhole(Manifest manifest) {
        if (manifest.rows("authority") == 0 || manifest.rows("private_key") == 0) {
            throw new BackupFailure("there is no authority, or its keys are missing; such a backup would be of no use");
        }
    }

    static Map<String, String> schemas(Database database) {
        Map<String, String> schemas = new TreeMap<>();
        ROOMS.forEach(room -> schemas.put(room, Migrations.version(database, room)));
        return schemas;
    }

    static Map<String, String> authority(Database database) {
        Map<String, String> fingerprints = new TreeMap<>();
        new CertificateStore(database, Clock.systemUTC())
                .authorities()
                .forEach(one -> fingerprints.put(
                        one.name(),
                        one.certificates().stream()
                                .map(its -> Fingerprint.of(its.der()))
                                .collect(java.util.stream.Collectors.joining(" "))));
        return fingerprints;
    }

    private static String program() {
        String version = Backup.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static void discard(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    static void force(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
