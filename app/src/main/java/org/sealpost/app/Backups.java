package org.sealpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.app.backup.Backup;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.backup.Journal;
import org.sealpost.app.backup.Locks;
import org.sealpost.app.backup.Manifest;
import org.sealpost.app.config.Configuration;
import org.sealpost.identity.SpokenCode;
import org.sealpost.protection.bundle.PassphraseLock;
import org.sealpost.store.BackupBook.Kind;
import org.sealpost.store.BackupBook.Run;

/** The backups of a house: made when asked for and by the clock, remembered, and tried out by drills. */
public final class Backups {
    static final String SUFFIX = ".sealpost";

    private static final int LEAST_PASSPHRASE = 12;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Configuration configuration;
    private final Keeping keeping;
    private final Clock clock;

    Backups(Configuration configuration, Keeping keeping, Clock clock) {
        this.configuration = configuration;
        this.keeping = keeping;
        this.clock = clock;
    }

    /** A backup that was made. */
    public record Made(Path file, long sizeBytes, Manifest manifest, Locks locks) {}

    /**
     * Closes all backups from now on under a passphrase; the server keeps only what closes.
     *
     * @param given the passphrase, or empty to make one
     * @return the passphrase, to be printed once
     */
    public String lock(Optional<String> given) {
        String passphrase = given.orElseGet(SpokenCode::passphrase);
        if (passphrase.length() < LEAST_PASSPHRASE) {
            throw new BackupFailure("a backup passphrase has at least " + LEAST_PASSPHRASE + " characters");
        }
        keeping.backups().setLock(PassphraseLock.make(passphrase.toCharArray()), clock.instant());
        turnPage();
        return passphrase;
    }

    /** Who can open the backups that are made now. */
    public Locks locks() {
        return keeping.locks();
    }

    /**
     * Makes a backup while the house goes on.
     *
     * @throws BackupFailure if it cannot be made; that, too, is remembered
     */
    public Made make(Path to, boolean withMail) {
        Instant now = clock.instant();
        try {
            Locks locks = locks();
            Manifest manifest = new Backup(configuration.data(), keeping.rootKeyFile(), keeping.database(), clock)
                    .write(to, withMail, locks);
            long size = Files.size(to);
            keeping.backups().record(new Run(Kind.BACKUP, now, true, to.toString(), size, locks.words()));
            turnPage();
            return new Made(to, size, manifest, locks);
        } catch (IOException e) {
            throw failed(now, to, new BackupFailure("the backup cannot be read back: " + e.getMessage(), e));
        } catch (BackupFailure e) {
            throw failed(now, to, e);
        }
    }

    private BackupFailure failed(Instant now, Path to, BackupFailure failure) {
        keeping.backups()
                .record(new Run(Kind.BACKUP, now, false, to.toString(), 0, String.valueOf(failure.getMessage())));
        return failure;
    }

    /** The newest runs, newest first. */
    public List<Run> history(int limit) {
        return keeping.backups().runs(limit);
    }

    public Optional<Run> last(Kind kind, boolean goodOnly) {
        return keeping.backups().last(kind, goodOnly);
    }

    /** What keeps the journal from being written, if one is kept. */
    public Optional<String> journalTrouble() {
        return keeping.journal().flatMap(Journal::trouble);
    }

    /** Makes the backup of the clock if one is due, and lets the oldest go. */
    void whenDue() {
        Optional<Path> folder = configuration.backup().folder();
        if (folder.isPresent() && isDue(Kind.BACKUP, configuration.backup().every())) {
            try {
                Files.createDirectories(folder.get());
                String name = configuration.domain().name() + "-" + STAMP.format(clock.instant()) + SUFFIX;
                make(folder.get().resolve(name), configuration.backup().withMail());
                prune(folder.get());
            } catch (IOException e) {
                throw new BackupFailure("the backups cannot be kept in " + folder.get() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Whether it is time for a drill. */
    boolean drillIsDue() {
        return configuration.backup().folder().isPresent()
                && locks().any()
                && isDue(Kind.DRILL, configuration.backup().drillEvery());
    }

    /** One that failed is tried again with the next round. */
    private boolean isDue(Kind kind, Duration every) {
        return locks().any()
                && last(kind, true)
                        .filter(run -> run.at().plus(every).isAfter(clock.instant()))
                        .isEmpty();
    }

    /** Only files that bear the name of a backup of this domain are touched. */
    private void prune(Path folder) throws IOException {
        String prefix = configuration.domain().name() + "-";
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(file -> isOurs(prefix, file.getFileName().toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path old : found.stream().skip(configuration.backup().keep()).toList()) {
            Files.delete(old);
        }
        List<Path> kept = found.stream().limit(configuration.backup().keep()).toList();
        if (keeping.journal().isPresent() && !kept.isEmpty()) {
            keeping.journal()
                    .get()
                    .forget(Files.getLastModifiedTime(kept.getLast())
                            .toInstant()
                            .minus(configuration.backup().every()));
        }
    }

    private static boolean isOurs(String prefix, String name) {
        return name.startsWith(prefix)
                && name.endsWith(SUFFIX)
                && name.substring(prefix.length(), name.length() - SUFFIX.length())
                        .matches("\\d{8}-\\d{6}");
    }

    void turnPage() {
        keeping.journal().ifPresent(Journal::turnPage);
    }
}
