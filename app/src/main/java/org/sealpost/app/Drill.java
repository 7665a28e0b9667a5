package org.sealpost.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.backup.Backup;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.backup.Verification;
import org.sealpost.app.config.Configuration;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.protection.VaultFailure;
import org.sealpost.store.BackupBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.SqliteDatabase;

/**
 * Proves that a backup is one: makes it, restores it into a folder that is thrown away, with all doors shut, and tries what a
 * rebuilt house must be able to do.
 */
public final class Drill {
    private final House house;
    private final ReentrantLock running = new ReentrantLock();

    Drill(House house) {
        this.house = house;
    }

    /** What was tried, in words, and what failed, if anything did. */
    public record Report(Instant at, List<String> good, Optional<String> failure) {
        public Report {
            good = List.copyOf(good);
        }
    }

    /** Runs one drill; remembers and audits what came of it. Only one at a time. */
    public Report run() {
        if (!running.tryLock()) {
            throw new BackupFailure("a drill is running already");
        }
        try {
            Report report = attempt();
            remember(report);
            return report;
        } finally {
            running.unlock();
        }
    }

    private Report attempt() {
        Instant now = house.clock().instant();
        List<String> good = new ArrayList<>();
        Path scratch = house.configuration().data().resolve("drill");
        try {
            remove(scratch);
            FolderLock.closeToOthers(scratch);
            restore(scratch, good, now);
            return new Report(now, good, Optional.empty());
        } catch (IOException | AuthorityFailure | BackupFailure | MailFailure | StartFailure | VaultFailure e) {
            return new Report(now, good, Optional.of(String.valueOf(e.getMessage())));
        } finally {
            remove(scratch);
        }
    }

    private void restore(Path scratch, List<String> good, Instant now) throws IOException {
        if (!house.backups().locks().any()) {
            throw new BackupFailure("nobody could open a backup: make a passphrase with: sealpost backup passphrase");
        }
        Configuration configuration = house.configuration();
        requireRoom(scratch);
        Backup backup = new Backup(
                configuration.data(), house.rootKeyFile(), house.keeping().database(), house.clock());
        Verification verification = Verification.ofFresh(
                backup,
                scratch.resolve("bundle"),
                configuration.backup().withMail(),
                house.backups().locks(),
                now);
        good.add("a backup was made and is whole");
        Path key = Keeping.rootKeyFile(scratch);
        FolderLock.closeToOthers(scratch.resolve("keys"));
        Rebuild.write(key, verification.rootKey());
        try (Database database = SqliteDatabase.open(scratch.resolve(Keeping.DATABASE))) {
            good.addAll(verification.load(database));
        }
        try (House rebuilt = House.open(configuration.onTrial(scratch), true, house.clock())) {
            good.add("the authority signs");
            Rebuild.newCrls(rebuilt)
                    .forEach(crl -> good.add(
                            "the CRL of " + crl.issuer() + " goes from number " + crl.before() + " to " + crl.now()));
            good.addAll(new RebuiltTrial(rebuilt).run());
        }
    }

    /** Twice what the database takes: the bundle and what comes out of it. */
    private void requireRoom(Path scratch) throws IOException {
        Path database = house.configuration().data().resolve(Keeping.DATABASE);
        long needed = Files.exists(database) ? 2 * Files.size(database) : 0;
        long free = Files.getFileStore(scratch).getUsableSpace();
        if (free < needed) {
            throw new BackupFailure("a drill needs " + needed / 1_000_000 + " MB in " + scratch + ", and "
                    + free / 1_000_000 + " MB are free");
        }
    }

    private void remember(Report report) {
        String words = report.failure().orElseGet(() -> String.join("; ", report.good()));
        boolean good = report.failure().isEmpty();
        house.keeping().backups().record(new BackupBook.Run(BackupBook.Kind.DRILL, report.at(), good, "", 0, words));
        house.auditLog()
                .append(new AuditEvent(
                        report.at(),
                        AuditAction.ADMINISTER,
                        "house",
                        "backup",
                        good ? "the restore drill succeeded" : "the restore drill failed: " + words,
                        List.of(Finding.of(
                                AdministrationRule.ROUTINE, "a backup counts only when it was restored for trial"))));
    }

    private static void remove(Path folder) {
        try {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Removal());
            }
        } catch (IOException e) {
            throw new BackupFailure("what a drill left in " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
