package org.sealpost.app.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A password that is given to something new; not every one will do. */
final class NewPassword {
    private static final int LEAST = 8;

    @Mixin
    private GivenPassword given = new GivenPassword();

    Optional<String> read(Session session) {
        Optional<String> password = given.read(session);
        password.filter(one -> one.length() < LEAST).ifPresent(one -> {
            throw new Mistake("a password has at least " + LEAST + " characters: " + one.length());
        });
        return password;
    }
}
