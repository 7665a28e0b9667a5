package org.sealpost.store.database;

import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;

/** Turns what the engines report into the few failures that the house knows. */
final class Failures {
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final int PRIMARY_CODE = 0xff;
    private static final String PG_DISK_FULL = "53100";
    private static final String PG_DUPLICATE = "23505";

    private Failures() {}

    static RuntimeException of(SQLException cause) {
        if (cause instanceof LostTransaction lost && lost.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        if (cause instanceof LostTransaction lost && lost.getCause() instanceof SQLException failure) {
            return of(failure);
        }
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        int code = cause.getErrorCode() & PRIMARY_CODE;
        if (state.equals(PG_DUPLICATE) || isSqlite(cause) && code == SQLITE_CONSTRAINT) {
            return new DuplicateKey(cause);
        }
        if (state.equals(PG_DISK_FULL) || isSqlite(cause) && code == SQLITE_FULL) {
            return new MailFailure(EnhancedStatus.STORAGE_FULL, "the disk of the store is full", cause);
        }
        return new MailFailure(
                EnhancedStatus.OTHER_TEMPORARY, "the store does not answer: " + cause.getMessage(), cause);
    }

    /** Whether the same work may pass if it runs again: PostgreSQL's serialization failure and deadlock. */
    static boolean isWorthAnotherTry(SQLException cause) {
        return "40001".equals(cause.getSQLState()) || "40P01".equals(cause.getSQLState());
    }

    /** The engine's own failure, also out of what it was turned into, if the transaction may pass when it runs again. */
    static Optional<SQLException> retryable(Throwable failure) {
        return failure instanceof SQLException own && isWorthAnotherTry(own)
                ? Optional.of(own)
                : failure.getCause() instanceof SQLException inner && isWorthAnotherTry(inner)
                        ? Optional.of(inner)
                        : Optional.empty();
    }

    private static boolean isSqlite(SQLException cause) {
        return cause.getClass().getName().startsWith("org.sqlite.");
    }
}
