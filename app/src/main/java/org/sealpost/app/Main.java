package org.sealpost.app;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The command {@code sealpost}. Servers start here; every other command is sent to the server that runs on the data folder,
 * or done in this process if none runs.
 */
public final class Main {
    private final Errand errand;

    Main(PrintStream out, PrintStream err, String[] arguments) {
        this.errand = new Errand(out, err, Arrays.asList(arguments));
    }

    public static void main(String[] arguments) throws IOException {
        System.exit(new Main(System.out, System.err, arguments).run());
    }

    int run() throws IOException {
        // The tree of commands takes longer to build than most servers take to answer, who build it themselves.
        Optional<PlainLine> plain = PlainLine.of(errand.arguments());
        if (plain.isPresent()) {
            Optional<Integer> exit = errand.run(plain.get().data(), errand.call());
            if (exit.isPresent()) {
                return exit.get();
            }
        }
        return new ParsedLine(errand).run();
    }
}
