package org.sealpost.app.cli;

/** What was typed cannot be done; the message tells what was expected. The command ends with exit code 1. */
public final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Mistake(String message) {
        super(message);
    }
}
