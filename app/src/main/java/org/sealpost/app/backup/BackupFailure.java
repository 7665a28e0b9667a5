package org.sealpost.app.backup;

import org.jspecify.annotations.Nullable;

/** A backup, a restore or a drill that cannot be done; the text says why and what to do. */
public final class BackupFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackupFailure(String message) {
        this(message, null);
    }

    public BackupFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
