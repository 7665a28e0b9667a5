package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.store.BackupBook.Kind;
import org.sealpost.store.BackupBook.Run;

/** Whether there is a backup, whether it is young enough, and whether it was restored for trial. */
final class BackupChecks implements Check {
    private static final String MADE = "SP-BAK-001";
    private static final String TRIED = "SP-BAK-002";
    private static final String JOURNAL = "SP-BAK-003";
    private static final Duration OLD = Duration.ofDays(8);
    private static final Duration UNTRIED = Duration.ofDays(40);

    private final House house;

    BackupChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant now = house.clock().instant();
        List<Diagnosis> found = new ArrayList<>();
        found.add(made(now));
        found.add(tried(now));
        house.backups()
                .journalTrouble()
                .ifPresent(trouble -> found.add(Diagnosis.failure(
                        JOURNAL,
                        "certificates and revocations since the last backup would be lost with this machine",
                        "the journal of the backup is not written: " + trouble,
                        "see docs/backup.md, The journal")));
        return found;
    }

    private Diagnosis made(Instant now) {
        Optional<Run> last = house.backups().last(Kind.BACKUP, true);
        if (last.isEmpty()) {
            return Diagnosis.warning(
                    MADE,
                    "if this machine is lost, so are the authority, all keys and all mail",
                    "no backup was ever made",
                    "sealpost backup passphrase, and then sealpost backup --to FILE; see docs/backup.md");
        }
        Optional<Run> newest = house.backups().last(Kind.BACKUP, false).filter(run -> !run.good());
        if (newest.isPresent() && newest.get().at().isAfter(last.get().at())) {
            return Diagnosis.failure(
                    MADE,
                    "what happened since the backup of " + last.get().at() + " would be lost with this machine",
                    "the backup of " + newest.get().at() + " failed: "
                            + newest.get().words(),
                    "mend it, then: sealpost backup --to FILE");
        }
        return last.get().at().plus(OLD).isBefore(now)
                ? Diagnosis.warning(
                        MADE,
                        "what happened since would be lost with this machine",
                        "the last backup is of " + last.get().at(),
                        "sealpost backup --to FILE, or let the clock do it: [backup] in the configuration")
                : Diagnosis.good(MADE, "the last backup is of " + last.get().at());
    }

    private Diagnosis tried(Instant now) {
        Optional<Run> last = house.backups().last(Kind.DRILL, false);
        if (last.isEmpty()) {
            return Diagnosis.warning(
                    TRIED,
                    "nobody knows whether a backup of this house can be restored",
                    "there was no restore drill yet",
                    "sealpost drill");
        }
        if (!last.get().good()) {
            return Diagnosis.failure(
                    TRIED,
                    "a backup of this house may not make a whole house again",
                    "the drill of " + last.get().at() + " failed: " + last.get().words(),
                    "mend what it names, then: sealpost drill");
        }
        return last.get().at().plus(UNTRIED).isBefore(now)
                ? Diagnosis.warning(
                        TRIED,
                        "nobody knows whether a backup of this house can still be restored",
                        "the last restore drill was on " + last.get().at(),
                        "sealpost drill")
                : Diagnosis.good(TRIED, "the restore drill of " + last.get().at() + " succeeded");
    }
}
