package org.sealpost.app.backup;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the time after a backup.
 *
 * @param journal the folder or file of the journal that was kept
 * @param presented certificates that people have, perhaps signed after the backup
 * @param revokeLost whether numbers without their certificate are told as revoked
 */
public record Since(Optional<Path> journal, List<X509Certificate> presented, boolean revokeLost) {
    public static final Since NOTHING = new Since(Optional.empty(), List.of(), false);

    public Since {
        presented = List.copyOf(presented);
    }
}
