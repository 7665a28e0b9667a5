package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sealpost} itself. */
@Command(
        name = "sealpost",
        description = "Confidential mail: server, certification authority and directory in one.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        version = "Sealpost 0.1.0")
public final class Sealpost implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The folder that holds all data. Else $SEALPOST_DATA, or the folder of the server on this machine.")
    private @Nullable Path data;

    public Optional<Path> data() {
        return Optional.ofNullable(data);
    }

    @Override
    public void run() {
        CommandSpec known = java.util.Objects.requireNonNull(spec);
        throw new ParameterException(known.commandLine(), "Name a command.");
    }
}
