package org.sealpost.transport.sieve;

import java.util.List;
import java.util.Optional;

/** A script as it is written, before anybody asked whether it means something (RFC 5228 section 8.2). */
final class Syntax {
    private Syntax() {}

    /** What stands behind the name of a command or a test. */
    sealed interface Argument {
        int line();

        record Tag(String name, int line) implements Argument {}

        record Amount(long value, int line) implements Argument {}

        /**
         * One string, or several in brackets.
         *
         * @param isList whether brackets stand around them
         */
        record Strings(List<String> values, boolean isList, int line) implements Argument {
            public Strings {
                values = List.copyOf(values);
            }
        }
    }

    record Test(String name, List<Argument> arguments, List<Test> tests, int line) {
        Test {
            arguments = List.copyOf(arguments);
            tests = List.copyOf(tests);
        }
    }

    record Command(String name, List<Argument> arguments, List<Test> tests, Optional<List<Command>> block, int line) {
        Command {
            arguments = List.copyOf(arguments);
            tests = List.copyOf(tests);
        }
    }
}
