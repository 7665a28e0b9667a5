package org.sealpost.app;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.protection.VaultFailure;

/** Turns what goes wrong while the house is opened into words for the administrator. */
final class StartFailures {
    private static final int CAUSES_LIMIT = 10;

    private StartFailures() {}

    static RuntimeException of(Exception cause) {
        return switch (cause) {
            case StartFailure failure -> failure;
            case AuthorityFailure failure -> new StartFailure(words(failure), failure);
            case VaultFailure failure -> new StartFailure(words(failure), failure);
            case MailFailure failure -> new StartFailure(database(failure).orElse(words(failure)), failure);
            case IOException failure -> new StartFailure("cannot use the data folder: " + words(failure), failure);
            case RuntimeException failure ->
                database(failure)
                        .<RuntimeException>map(words -> new StartFailure(words, failure))
                        .orElse(failure);
            default -> new IllegalStateException(cause);
        };
    }

    /** A driver's failure lies behind those of the pool or of the migrations. */
    private static Optional<String> database(RuntimeException failure) {
        return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES_LIMIT)
                .filter(SQLException.class::isInstance)
                .findFirst()
                .map(cause -> "the database cannot be used: "
                        + String.valueOf(cause.getMessage()).lines().findFirst().orElse("")
                        + ". If it is elsewhere, look whether it runs and store.url is right; if it is damaged, restore a"
                        + " backup (docs/backup.md)");
    }

    private static String words(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
