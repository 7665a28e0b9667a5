package org.sealpost.app;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.cli.Sealpost;
import org.sealpost.app.config.ConfigurationFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code sealpost check-config}. */
@Command(name = "check-config", description = "Check the configuration file and tell all that is wrong with it.")
final class CheckConfigCommand implements Runnable {
    private final PrintWriter out;

    @ParentCommand
    private @Nullable Sealpost parent;

    CheckConfigCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        var data = java.util.Objects.requireNonNull(parent).data().orElseGet(DataFolders::find);
        ConfigurationFile.read(data);
        out.println(data.resolve(ConfigurationFile.NAME) + " is in order");
    }
}
