package org.sealpost.transport;

/** Why a change of somebody's filters is not made. */
public final class FilterRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** As far as programs tell them apart (RFC 5804 section 1.3). */
    public enum Kind {
        UNKNOWN,
        ACTIVE,
        ALREADY_THERE,
        TOO_MANY,
        BAD_NAME
    }

    FilterRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
