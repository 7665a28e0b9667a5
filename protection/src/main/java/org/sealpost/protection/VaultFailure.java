package org.sealpost.protection;

import org.jspecify.annotations.Nullable;

/** A sealed secret or the root key could not be opened; the message says what to restore or to give. */
public final class VaultFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VaultFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
