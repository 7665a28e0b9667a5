package org.sealpost.app;

import java.io.IOException;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.protection.VaultFailure;

/** Turns what goes wrong while the house is opened into words for the administrator. */
final class StartFailures {
    private StartFailures() {}

    static RuntimeException of(Exception cause) {
        return switch (cause) {
            case StartFailure failure -> failure;
            case AuthorityFailure failure -> new StartFailure(words(failure), failure);
            case VaultFailure failure -> new StartFailure(words(failure), failure);
            case MailFailure failure -> new StartFailure(words(failure), failure);
            case IOException failure -> new StartFailure("cannot use the data folder: " + words(failure), failure);
            case RuntimeException failure -> failure;
            default -> new IllegalStateException(cause);
        };
    }

    private static String words(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
