package org.sealpost.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The password of a file that somebody else made, however short it is. */
final class OldPassword {
    private static final int FILE_LIMIT_BYTES = 64 * 1024;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Take the password from the first line of a file.")
    private @Nullable Path file;

    @Option(names = "--password-stdin", description = "Take the password from the first line of the standard input.")
    private boolean piped;

    /** Empty if none was given. */
    String read(Session session) {
        if (file == null && !piped) {
            return "";
        }
        String text = file == null ? session.input() : session.readText(file, FILE_LIMIT_BYTES);
        return text.lines().findFirst().orElse("");
    }
}
