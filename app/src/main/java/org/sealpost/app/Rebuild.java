package org.sealpost.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.backup.Gap;
import org.sealpost.app.backup.Opening;
import org.sealpost.app.backup.Since;
import org.sealpost.app.backup.Verification;
import org.sealpost.app.config.Configuration;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.app.config.ConfigurationProblems;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.store.BackupBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;

/**
 * Makes a whole house out of a backup on an empty machine: the same authority, a newer CRL, revocations that stay, and an account
 * of what is missing. Until it is done, the folder bears a mark and no server starts on it.
 */
public final class Rebuild {
    private final Verification backup;
    private final Opening opening;
    private final Path data;
    private final Consumer<String> steps;

    private Rebuild(Verification backup, Opening opening, Path data, Consumer<String> steps) {
        this.backup = backup;
        this.opening = opening;
        this.data = data;
        this.steps = steps;
    }

    /**
     * What came of it.
     *
     * @param proposals commands with which others stop trusting what nobody here knows any more
     */
    public record Report(Gap gap, List<Crl> crls, List<String> proposals) {
        public Report {
            crls = List.copyOf(crls);
            proposals = List.copyOf(proposals);
        }

        /** The number of an authority's CRL in the backup, and that of the new one. */
        public record Crl(String issuer, long before, long now) {}
    }

    /**
     * Rebuilds the house in a folder that is empty, or in which an earlier try was cut off.
     *
     * @param configuration to be used in the place of the backup's
     * @param steps is told each step that is done
     * @throws BackupFailure if it cannot be done; what is in the folder then is of no use
     */
    public static Report run(
            Path bundle,
            Opening opening,
            Path data,
            Optional<Path> configuration,
            Since since,
            Consumer<String> steps) {
        requireEmpty(data);
        Verification backup = Verification.of(bundle, opening);
        steps.accept("the backup of " + backup.manifest().madeAt() + " is whole");
        try {
            return new Rebuild(backup, opening, data, steps).run(configuration, since);
        } catch (IOException | MailFailure | StartFailure | ConfigurationProblems e) {
            throw new BackupFailure("the restore did not succeed: " + e.getMessage(), e);
        }
    }

    private static void requireEmpty(Path data) {
        if (!Files.exists(data) || Files.exists(data.resolve(Keeping.UNFINISHED))) {
            return;
        }
        try (Stream<Path> found = Files.list(data)) {
            if (found.findAny().isPresent()) {
                throw new BackupFailure("the folder " + data
                        + " is not empty; a restore never writes over anything: name another one with --data");
            }
        } catch (IOException e) {
            throw new BackupFailure("cannot look into " + data + ": " + e.getMessage(), e);
        }
    }

    private Report run(Optional<Path> configurationFile, Since since) throws IOException {
        Configuration configuration = prepare(configurationFile);
        Gap gap;
        try (Database database = open(configuration)) {
            backup.load(database).forEach(steps);
            gap = backup.replay(database, since, opening, Instant.now());
        }
        List<Report.Crl> crls;
        List<String> proposals;
        try (House house = House.open(configuration, true)) {
            steps.accept("the authority signs");
            crls = newCrls(house);
            proposals = proposals(house, gap, since.revokeLost());
            record(house, gap);
        }
        Files.delete(data.resolve(Keeping.UNFINISHED));
        force(data);
        return new Report(gap, crls, proposals);
    }

    /** The mark first: from now on nothing starts here until all is done. */
    private Configuration prepare(Optional<Path> configurationFile) throws IOException {
        FolderLock.closeToOthers(data);
        write(data.resolve(Keeping.UNFINISHED), new byte[0]);
        for (String left : List.of(Keeping.DATABASE, Keeping.DATABASE + "-wal", Keeping.DATABASE + "-shm")) {
            Files.deleteIfExists(data.resolve(left));
        }
        write(
                data.resolve(ConfigurationFile.NAME),
                configurationFile.isPresent() ? Files.readAllBytes(configurationFile.get()) : backup.configuration());
        Path rootKey = Keeping.rootKeyFile(data);
        FolderLock.closeToOthers(data.resolve("keys"));
        write(rootKey, backup.rootKey());
        return ConfigurationFile.read(data);
    }

    private Database open(Configuration configuration) {
        return configuration.store().isSqlite()
                ? SqliteDatabase.open(data.resolve(Keeping.DATABASE))
                : PostgresDatabase.open(configuration.store().url());
    }

    /** Whoever saw a newer list than that of the backup takes none with a lower number. */
    static List<Report.Crl> newCrls(House house) {
        List<Report.Crl> made = new ArrayList<>();
        for (AuthorityRecord authority : house.keeping().certificates().authorities()) {
            if (!authority.keyHere() || authority.certificate().isEmpty()) {
                continue;
            }
            String name = authority.name();
            long before = house.keeping().certificates().lastCrlNumber(List.of(name));
            long now = house.certification()
                    .crls()
                    .renewAfterRestore(name, house.clock().instant())
                    .number();
            if (now <= before) {
                throw new BackupFailure(
                        "the new CRL of " + name + " has the number " + now + ", not more than " + before);
            }
            made.add(new Report.Crl(name, before, now));
        }
        return made;
    }

    /** Without a journal any number may have been signed; with one, those that are lost are known one by one. */
    private static List<String> proposals(House house, Gap gap, boolean revoked) {
        if (!gap.journalled()) {
            return house.certification().authorities().stream()
                    .filter(one -> one.keyHere() && !one.isRoot() && !one.refusesUnknown())
                    .map(AuthorityRecord::line)
                    .distinct()
                    .map(line -> "sealpost ca refuse-unknown " + line)
                    .toList();
        }
        return revoked
                ? List.of()
                : gap.lost().stream()
                        .map(lost -> "sealpost ca revoke-serial " + lost.issuer() + " "
                                + lost.serial().toString(16))
                        .toList();
    }

    private void record(House house, Gap gap) {
        String words = "restored from the backup of " + backup.manifest().madeAt() + "; "
                + gap.recovered().size() + " certificates came back from the journal, "
                + gap.lost().size() + " numbers are lost";
        Instant now = house.clock().instant();
        house.auditLog()
                .append(new AuditEvent(
                        now,
                        AuditAction.ADMINISTER,
                        "house",
                        "backup",
                        words,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, "who restored it"))));
        house.keeping().backups().record(new BackupBook.Run(BackupBook.Kind.RESTORE, now, true, "", 0, words));
    }

    /** For its owner only, and on disk. */
    static void write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        force(file.toAbsolutePath().getParent());
    }

    private static void force(@org.jspecify.annotations.Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
