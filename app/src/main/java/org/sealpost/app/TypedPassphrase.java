package org.sealpost.app;

import java.io.Console;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.app.cli.Mistake;

/** A passphrase that somebody types where it is not shown, or that a script gives on the standard input. */
final class TypedPassphrase {
    private TypedPassphrase() {}

    /**
     * Asks for it.
     *
     * @param of what it opens: {@code the root}
     * @param piped what came in, if {@code fromInput}
     * @throws Mistake if there is no terminal and nothing was piped in
     */
    static char[] ask(String of, boolean fromInput, Supplier<String> piped) {
        if (fromInput) {
            return piped.get().toCharArray();
        }
        // Java 25 gives none without a terminal, whatever the linters know of Java 22.
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new Mistake("nobody can be asked for the passphrase of " + of
                        + " without a terminal; give it on the standard input, with --password-stdin"));
        return Objects.requireNonNullElse(console.readPassword("Passphrase of %s: ", of), new char[0]);
    }
}
