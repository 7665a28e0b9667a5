package org.sealpost.transport.sieve;

/** Why a filter script cannot be taken, or could not go on, and in which line; the first line is 1. */
public final class ScriptFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    ScriptFault(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
