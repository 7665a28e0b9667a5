package org.sealpost.app.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.bundle.BundleHeader;
import org.sealpost.protection.bundle.PassphraseLock;

/** Who can open the backups that are made now: whoever knows the passphrase, or so many of the recovery agents together. */
public record Locks(Optional<PassphraseLock> passphrase, int need, List<AgentsLock.Agent> agents) {
    public Locks {
        agents = List.copyOf(agents);
    }

    /** Whether anybody could open a backup. */
    public boolean any() {
        return passphrase.isPresent() || !agents.isEmpty();
    }

    /** A fresh key, closed under all of them. */
    BundleHeader.Keyed close(String kind, Instant now) {
        return BundleHeader.make(kind, now, passphrase, need, agents);
    }

    /** In words, for the report. */
    public String words() {
        String byAgents = agents.isEmpty() ? "" : need + " of " + agents.size() + " recovery agents together";
        if (passphrase.isEmpty()) {
            return byAgents;
        }
        return "the backup passphrase" + (byAgents.isEmpty() ? "" : ", or " + byAgents);
    }
}
