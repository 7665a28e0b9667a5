package org.sealpost.access;

/** A recovery, or a change of who may recover, that is not done; the text says why and what to do. */
public final class RecoveryRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecoveryRefused(String message) {
        super(message);
    }
}
