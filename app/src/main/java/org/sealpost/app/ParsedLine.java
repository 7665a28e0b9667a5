package org.sealpost.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Sealpost;
import org.sealpost.app.cli.Session;
import org.sealpost.app.cli.TrustCheckCommand;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.app.config.ConfigurationProblems;
import org.sealpost.app.control.Call;
import org.sealpost.mail.Domain;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * A command line that is parsed here, with the whole tree of commands: mistakes and help are told here, some commands run here,
 * the others are sent to the server, or done in this process if none runs.
 */
final class ParsedLine {
    private static final Domain NO_DOMAIN = new Domain("localdomain");

    private final Errand errand;

    ParsedLine(Errand errand) {
        this.errand = errand;
    }

    int run() throws IOException {
        Session session = session(ParsedLine::noHouse, () -> NO_DOMAIN);
        // Most lines that come here start a server: what they mean is known without all the other commands.
        CommandLine few = Cli.onlyLocal(session, local());
        Optional<ParseResult> known = parsed(few);
        if (known.isPresent() && !informs(known.get()) && known.get().hasSubcommand() && !isAboutAll(known.get())) {
            return few.execute(arguments());
        }
        CommandLine all = Cli.of(session, local());
        Optional<ParseResult> parsed = parsed(all);
        if (parsed.isEmpty() || informs(parsed.get()) || isLocal(parsed.get())) {
            // Prints what was expected, and «did you mean» where something is similar.
            return all.execute(arguments());
        }
        return elsewhere(((Sealpost) all.getCommand()).data());
    }

    private Optional<ParseResult> parsed(CommandLine commands) {
        try {
            return Optional.of(commands.parseArgs(arguments()));
        } catch (CommandLine.ParameterException e) {
            return Optional.empty();
        }
    }

    private static boolean informs(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(one -> one.isUsageHelpRequested() || one.isVersionHelpRequested());
    }

    private int elsewhere(Optional<Path> data) throws IOException {
        Call call = errand.call();
        Optional<Integer> exit = errand.run(data, call);
        if (exit.isPresent()) {
            return exit.get();
        }
        Optional<Path> socket = errand.socket();
        if (socket.isPresent()) {
            errand.err().println("sealpost: no server listens at " + socket.get() + ", which SEALPOST_CONTROL names");
            return 1;
        }
        return inProcess(data.orElseGet(DataFolders::find), call);
    }

    /** Without a server the command opens the house itself, with all doors shut. */
    private int inProcess(Path data, Call call) {
        try (House house = House.open(ConfigurationFile.read(data))) {
            Session session = new Session(
                    () -> house,
                    () -> house.configuration().domain(),
                    user(),
                    true,
                    Path.of(call.folder()),
                    call.input(),
                    errand.out(),
                    errand.err());
            return Cli.of(session, local()).execute(arguments());
        } catch (ConfigurationProblems | StartFailure e) {
            errand.err().println("sealpost: " + e.getMessage());
            return 1;
        }
    }

    private List<Object> local() {
        PrintWriter out = errand.out();
        return List.of(
                new UpCommand(out),
                new DemoCommand(out),
                new CheckConfigCommand(out),
                new RestoreCommand(out, errand::piped),
                new AgentCommand(out, errand::piped),
                new RootCommand(out, errand::piped),
                new CommandLine.HelpCommand(),
                new picocli.AutoComplete.GenerateCompletion());
    }

    private static boolean isLocal(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return true;
        }
        ParseResult subcommand = parsed.subcommand();
        if (subcommand.hasSubcommand()
                && subcommand.subcommand().commandSpec().userObject() instanceof TrustCheckCommand check) {
            return check.isAlone();
        }
        Object command = subcommand.commandSpec().userObject();
        return command instanceof UpCommand
                || command instanceof DemoCommand
                || command instanceof CheckConfigCommand
                || command instanceof RestoreCommand
                || command instanceof AgentCommand
                || command instanceof RootCommand
                || isAboutAll(parsed);
    }

    private static boolean isAboutAll(ParseResult parsed) {
        Object command = parsed.subcommand().commandSpec().userObject();
        return command instanceof CommandLine.HelpCommand || command instanceof picocli.AutoComplete.GenerateCompletion;
    }

    private Session session(java.util.function.Supplier<House> houses, java.util.function.Supplier<Domain> home) {
        return new Session(houses, home, user(), true, Path.of(""), "", errand.out(), errand.err());
    }

    private String[] arguments() {
        return errand.arguments().toArray(String[]::new);
    }

    private static House noHouse() {
        throw new IllegalStateException("a command line that is only checked needs no house");
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
