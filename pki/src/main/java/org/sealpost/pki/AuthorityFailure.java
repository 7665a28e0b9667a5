package org.sealpost.pki;

import org.jspecify.annotations.Nullable;

/** The authority cannot do what it was asked; the message says what is missing and how to bring it back. */
public final class AuthorityFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AuthorityFailure(String message) {
        this(message, null);
    }

    public AuthorityFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
