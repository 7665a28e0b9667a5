package org.sealpost.app;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.protection.VaultFailure;
import org.sealpost.store.database.Failures;

/** Turns what goes wrong while the house is opened into words for the administrator. */
final class StartFailures {
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

    private static Optional<String> database(RuntimeException failure) {
        return Failures.words(failure)
                .map(words -> "the database cannot be used: " + words
                        + ". If it is elsewhere, look whether it runs and store.url is right; if it is damaged, restore a"
                        + " backup (docs/backup.md)");
    }

    private static String words(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
