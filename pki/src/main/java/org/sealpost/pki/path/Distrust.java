package org.sealpost.pki.path;

import java.util.Optional;

/** The list of what is never trusted, whatever else speaks for it. */
@FunctionalInterface
public interface Distrust {
    /** Why this certificate, or its key, is never trusted; empty if nobody said so. */
    Optional<String> why(PathCertificate certificate);

    static Distrust none() {
        return certificate -> Optional.empty();
    }
}
