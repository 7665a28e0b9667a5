package org.sealpost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.app.control.Call;
import org.sealpost.app.control.ControlClient;
import org.sealpost.app.control.ControlDoor;

/** A command as it was typed, on its way to a server. Knows nothing of the tree of commands, so that it is quick. */
final class Errand implements ControlDoor.Output {
    static final String PIPED = "--password-stdin";

    private final PrintWriter out;
    private final PrintWriter err;
    private final List<String> arguments;

    Errand(PrintStream out, PrintStream err, List<String> arguments) {
        this.out = new PrintWriter(out, true, StandardCharsets.UTF_8);
        this.err = new PrintWriter(err, true, StandardCharsets.UTF_8);
        this.arguments = List.copyOf(arguments);
    }

    List<String> arguments() {
        return arguments;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    /** The exit code of the server, or empty if none is there. */
    Optional<Integer> run(Optional<Path> data, Call call) throws IOException {
        Optional<Path> socket = socket();
        return socket.isPresent()
                ? ControlClient.callAt(socket.get(), call, this)
                : ControlClient.call(data.orElseGet(DataFolders::find), call, this);
    }

    /** Where users of this machine find the server who do not own the data and have a role. */
    Optional<Path> socket() {
        return Optional.ofNullable(System.getenv("SEALPOST_CONTROL"))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    /** What is sent; to be made once, since what was piped in can be read only once. */
    Call call() {
        return new Call(arguments, Path.of("").toAbsolutePath().toString(), piped());
    }

    /** Standard input is read only if the command says that it takes some; else a terminal would be waited for. */
    String piped() {
        if (!arguments.contains(PIPED)) {
            return "";
        }
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .limit(1)
                .collect(Collectors.joining());
    }

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
