package org.sealpost.protection;

/** A file that says it is TNEF and is not, or is more than the house reads. */
final class UnreadableTnef extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableTnef(String message) {
        super(message);
    }
}
