package org.sealpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Sealpost;
import org.sealpost.app.cli.Session;
import org.sealpost.app.cli.TrustCheckCommand;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.app.config.ConfigurationProblems;
import org.sealpost.app.control.Call;
import org.sealpost.app.control.ControlClient;
import org.sealpost.app.control.ControlDoor;
import org.sealpost.mail.Domain;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code sealpost}. Servers start here; every other command is sent to the server that runs on the data folder,
 * or done in this process if none runs.
 */
public final class Main {
    private static final Domain NO_DOMAIN = new Domain("localdomain");

    private final PrintWriter out;
    private final PrintWriter err;
    private final String[] arguments;

    Main(PrintStream out, PrintStream err, String[] arguments) {
        this.out = new PrintWriter(out, true, StandardCharsets.UTF_8);
        this.err = new PrintWriter(err, true, StandardCharsets.UTF_8);
        this.arguments = arguments.clone();
    }

    public static void main(String[] arguments) throws IOException {
        System.exit(new Main(System.out, System.err, arguments).run());
    }

    int run() throws IOException {
        CommandLine here = Cli.of(session(Main::noHouse, () -> NO_DOMAIN), local());
        ParseResult parsed;
        try {
            parsed = here.parseArgs(arguments);
        } catch (CommandLine.ParameterException e) {
            // Prints what was expected, and «did you mean» where something is similar.
            return here.execute(arguments);
        }
        boolean informs = parsed.asCommandLineList().stream()
                .anyMatch(one -> one.isUsageHelpRequested() || one.isVersionHelpRequested());
        boolean local = !parsed.hasSubcommand() || isLocal(parsed.subcommand());
        if (informs || local) {
            return here.execute(arguments);
        }
        String socket = System.getenv("SEALPOST_CONTROL");
        if (socket != null && !socket.isBlank()) {
            return atSocket(Path.of(socket));
        }
        Optional<Path> given = ((Sealpost) here.getCommand()).data();
        return inServer(given.orElseGet(DataFolders::find));
    }

    /** For users of this machine who do not own the data and have a role. */
    private int atSocket(Path socket) throws IOException {
        Call call =
                new Call(Arrays.asList(arguments), Path.of("").toAbsolutePath().toString(), piped());
        Optional<Integer> exit = ControlClient.callAt(socket, call, new Printing());
        if (exit.isEmpty()) {
            err.println("sealpost: no server listens at " + socket + ", which SEALPOST_CONTROL names");
            return 1;
        }
        return exit.get();
    }

    private int inServer(Path data) throws IOException {
        Call call =
                new Call(Arrays.asList(arguments), Path.of("").toAbsolutePath().toString(), piped());
        Optional<Integer> exit = ControlClient.call(data, call, new Printing());
        return exit.isPresent() ? exit.get() : inProcess(data, call);
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
                    out,
                    err);
            return Cli.of(session, local()).execute(arguments);
        } catch (ConfigurationProblems | StartFailure e) {
            err.println("sealpost: " + e.getMessage());
            return 1;
        }
    }

    private List<Object> local() {
        return List.of(
                new UpCommand(out),
                new DemoCommand(out),
                new CheckConfigCommand(out),
                new RestoreCommand(out, this::piped),
                new AgentCommand(out, this::piped),
                new RootCommand(out, this::piped),
                new CommandLine.HelpCommand(),
                new picocli.AutoComplete.GenerateCompletion());
    }

    private static boolean isLocal(ParseResult subcommand) {
        Object command = subcommand.commandSpec().userObject();
        if (subcommand.hasSubcommand()
                && subcommand.subcommand().commandSpec().userObject() instanceof TrustCheckCommand check) {
            return check.isAlone();
        }
        return command instanceof UpCommand
                || command instanceof DemoCommand
                || command instanceof CheckConfigCommand
                || command instanceof RestoreCommand
                || command instanceof AgentCommand
                || command instanceof RootCommand
                || command instanceof CommandLine.HelpCommand
                || command instanceof picocli.AutoComplete.GenerateCompletion;
    }

    private Session session(java.util.function.Supplier<House> houses, java.util.function.Supplier<Domain> home) {
        return new Session(houses, home, user(), true, Path.of(""), "", out, err);
    }

    private static House noHouse() {
        throw new IllegalStateException("a command line that is only checked needs no house");
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /** Standard input is read only if the command says that it takes some; else a terminal would be waited for. */
    private String piped() {
        if (!Arrays.asList(arguments).contains("--password-stdin")) {
            return "";
        }
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .limit(1)
                .collect(Collectors.joining());
    }

    private final class Printing implements ControlDoor.Output {
        @Override
        public void out(String text) {
            out.print(text);
            out.flush();
        }

        @Override
        public void err(String text) {
            err.print(text);
            err.flush();
        }
    }
}
