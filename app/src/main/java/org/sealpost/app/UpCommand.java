package org.sealpost.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.Sealpost;
import org.sealpost.app.config.Configuration;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sealpost up}: the real thing, on the standard ports. */
@Command(
        name = "up",
        description =
                "Run the server for a domain until it is stopped. The first start sets everything up and asks nothing.")
final class UpCommand implements Runnable {
    private final PrintWriter out;

    @ParentCommand
    private @Nullable Sealpost parent;

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "The mail domain; needed at the first start only.")
    private @Nullable Domain domain;

    @Option(
            names = "--root-outside",
            description =
                    "The root is made on another machine, and certifies the authority that is made here. Counts at"
                            + " the first start only.")
    private boolean rootOutside;

    UpCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        Path data = java.util.Objects.requireNonNull(parent).data().orElseGet(DataFolders::real);
        Path file = data.resolve(ConfigurationFile.NAME);
        if (!Files.exists(file)) {
            writeFirst(file);
        }
        Configuration configuration = ConfigurationFile.read(data);
        if (domain != null && !domain.equals(configuration.domain())) {
            throw new Mistake(file + " is for " + configuration.domain()
                    + "; more domains are added with: sealpost domain add " + domain);
        }
        Server.run(configuration, house -> {
            out.println("Sealpost runs for " + configuration.domain() + "; data are in " + data);
            house.openDoors().forEach((door, address) -> out.println("  " + door + "  " + address));
            house.consoleLink().ifPresent(link -> out.println("See what it does: " + link));
            AuthorityFiles.waiting(house).forEach(out::println);
            out.println("Add the first person: sealpost user add NAME@" + configuration.domain());
        });
    }

    private void writeFirst(Path file) {
        if (domain == null) {
            throw new Mistake(
                    "no server is set up in " + file.getParent() + " yet; name the mail domain: sealpost up DOMAIN");
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, """
                    # Sealpost. Every setting but the domain has a default; see docs/configuration.md.
                    domain = "%s"
                    %s""".formatted(domain, rootOutside ? "authority.root = \"outside\"\n" : ""));
        } catch (IOException e) {
            throw new Mistake("cannot write to the data folder " + file.getParent() + ": " + e.getMessage());
        }
    }
}
