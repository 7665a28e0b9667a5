package org.sealpost.app.backup;

import java.io.IOException;
import java.nio.file.Path;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.VaultFailure;

/** What can be read of a bundle without opening it. */
public final class BundleFront {
    private BundleFront() {}

    /** The shares of the recovery agents who open a bundle. */
    public static AgentsLock agents(Path bundle) {
        try {
            return BundleReader.header(bundle)
                    .agents()
                    .orElseThrow(
                            () -> new BackupFailure("no recovery agents open " + bundle + ", only its passphrase"));
        } catch (IOException | VaultFailure e) {
            throw new BackupFailure("the backup " + bundle + " cannot be read: " + e.getMessage(), e);
        }
    }
}
