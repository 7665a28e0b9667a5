package org.sealpost.identity;

/** A change that the directory refuses; the message says what stands against it and what to do. */
public final class DirectoryConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DirectoryConflict(String message) {
        super(message);
    }
}
