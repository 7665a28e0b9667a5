package org.sealpost.app.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sealpost.protection.bundle.BundleHeader;
import org.sealpost.store.AuditStore;
import org.sealpost.store.copy.RowCount;
import org.sealpost.store.database.Database;

/** Loads a backup into an empty database and checks that what came out is what went in. */
public final class Verification {
    private final Loading loading;

    private Verification(Loading loading) {
        this.loading = loading;
    }

    /**
     * Looks at a bundle from front to end.
     *
     * @throws BackupFailure if it does not open, is damaged, cut off or not whole
     */
    public static Verification of(Path bundle, Opening opening) {
        return new Verification(Loading.look(bundle, opening));
    }

    /** Makes a backup for trial and looks at it; needs no passphrase, since its key is still at hand. */
    public static Verification ofFresh(Backup backup, Path to, boolean withMail, Locks locks, Instant now) {
        BundleHeader.Keyed keyed = locks.close("backup", now);
        backup.write(to, withMail, keyed);
        return of(to, Opening.by(keyed));
    }

    public Manifest manifest() {
        return loading.manifest();
    }

    public byte[] configuration() {
        return loading.file(Backup.CONFIGURATION);
    }

    public byte[] rootKey() {
        return loading.file(Backup.ROOT_KEY);
    }

    /**
     * Fills the database.
     *
     * @return what was checked, in words
     * @throws BackupFailure if anything is not as it was
     */
    public List<String> load(Database database) {
        loading.load(database);
        List<String> checked = new ArrayList<>();
        checked.add(counted(database));
        checked.add(audited(database));
        checked.add(sameAuthority(database));
        return checked;
    }

    private String counted(Database database) {
        Map<String, Long> counts = RowCount.of(database);
        List<String> different = new ArrayList<>();
        manifest().sections().forEach((name, section) -> {
            Long found = counts.get(name);
            if (found != null && found != section.rows()) {
                different.add(name + " has " + found + " rows instead of " + section.rows());
            }
        });
        if (!different.isEmpty()) {
            throw new BackupFailure("the restored tables differ: " + String.join(", ", different));
        }
        long rows = counts.values().stream().mapToLong(Long::longValue).sum();
        return "all " + rows + " rows of " + counts.size() + " tables are there";
    }

    private static String audited(Database database) {
        AuditStore.Verification audit = new AuditStore(database).verify();
        audit.fault().ifPresent(fault -> {
            throw new BackupFailure("the audit log is not whole after the restore: " + fault);
        });
        return "the audit log is whole: " + audit.lines() + " lines";
    }

    private String sameAuthority(Database database) {
        if (!Backup.authority(database).equals(manifest().authority())) {
            throw new BackupFailure("the restored authority is not the one of the backup");
        }
        return "the authority is the same";
    }

    /** Puts in what the journal tells of the time after the backup; by choice revokes what is lost. */
    public Gap replay(Database database, Since since, Opening opening, Instant now) {
        try {
            Replay replay = new Replay(database);
            Gap gap = replay.run(since.journal(), opening, manifest().at(), since.presented());
            if (since.revokeLost()) {
                replay.revokeLost(gap, now);
            }
            return gap;
        } catch (java.io.IOException | org.sealpost.protection.VaultFailure e) {
            throw new BackupFailure("the journal is not used: " + e.getMessage(), e);
        }
    }
}
