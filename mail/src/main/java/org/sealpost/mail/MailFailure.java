package org.sealpost.mail;

import org.jspecify.annotations.Nullable;

/** A step that could not be done. The status says whether the message waits in the queue or goes back. */
public final class MailFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient EnhancedStatus status;

    public MailFailure(EnhancedStatus status, String message) {
        this(status, message, null);
    }

    public MailFailure(EnhancedStatus status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public EnhancedStatus status() {
        return status;
    }
}
