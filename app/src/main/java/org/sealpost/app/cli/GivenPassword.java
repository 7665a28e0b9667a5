package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a password is given: never as an argument, where every process on the machine could read it. */
final class GivenPassword {
    private static final int FILE_LIMIT_BYTES = 64 * 1024;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Take the password from the first line of a file.")
    private @Nullable Path file;

    @Option(names = "--password-stdin", description = "Take the password from the first line of the standard input.")
    private boolean piped;

    /** The first line, however short; empty if none was given. */
    Optional<String> read(Session session) {
        if (file == null && !piped) {
            return Optional.empty();
        }
        String text = file == null ? session.input() : session.readText(file, FILE_LIMIT_BYTES);
        return Optional.of(text.lines().findFirst().orElse(""));
    }
}
