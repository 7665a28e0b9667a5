package org.sealpost.app.cli;

import java.util.function.Supplier;
import org.sealpost.pki.AuthorityFailure;

/** What was typed cannot be done; the message tells what was expected. The command ends with exit code 1. */
public final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Mistake(String message) {
        super(message);
    }

    /** What could not be understood, told to whoever typed it. */
    public static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | AuthorityFailure e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }
}
