package org.sealpost.store.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;

/** Turns what the engines report into the few failures that the house knows. */
public final class Failures {
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final int PRIMARY_CODE = 0xff;
    private static final String PG_DISK_FULL = "53100";
    private static final String PG_DUPLICATE = "23505";
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");

    private static final int CAUSES_LIMIT = 10;

    private Failures() {}

    /** The first line of what the database said, if that is behind a failure: of the pool, of a migration, of a room. */
    public static Optional<String> words(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES_LIMIT)
                .filter(SQLException.class::isInstance)
                .findFirst()
                .map(cause ->
                        String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    }

    static RuntimeException of(SQLException cause) {
        if (cause instanceof LostTransaction lost) {
            return of(lost);
        }
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        int code = isSqlite(cause) ? cause.getErrorCode() & PRIMARY_CODE : 0;
        if (state.equals(PG_DUPLICATE) || code == SQLITE_CONSTRAINT) {
            return new DuplicateKey(cause);
        }
        if (state.equals(PG_DISK_FULL) || code == SQLITE_FULL) {
            return new MailFailure(EnhancedStatus.STORAGE_FULL, "the disk of the store is full", cause);
        }
        return new MailFailure(
                EnhancedStatus.OTHER_TEMPORARY, "the store does not answer: " + cause.getMessage(), cause);
    }

    private static RuntimeException of(LostTransaction lost) {
        return switch (lost.getCause()) {
            case RuntimeException failure -> failure;
            case SQLException failure -> of(failure);
            case null, default ->
                new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, "the store does not answer: " + lost.getMessage(), lost);
        };
    }

    /**
     * Whether the transaction may pass if it runs again: PostgreSQL's serialization failure and deadlock, also if work inside
     * the transaction has turned it into one of the house's failures.
     */
    static boolean isWorthAnotherTry(Throwable failure) {
        return failure instanceof SQLException own && RETRYABLE.contains(String.valueOf(own.getSQLState()))
                || failure instanceof RuntimeException
                        && failure.getCause() instanceof SQLException cause
                        && RETRYABLE.contains(String.valueOf(cause.getSQLState()));
    }

    private static boolean isSqlite(SQLException cause) {
        return cause.getClass().getName().startsWith("org.sqlite.");
    }
}
