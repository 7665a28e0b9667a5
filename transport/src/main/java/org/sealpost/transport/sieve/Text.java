package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A string of a script; with {@code variables} (RFC 5229) one with holes. */
final class Text {
    /** RFC 5229 section 6 asks for at least 4000 octets. */
    private static final int LIMIT = 64 * 1024;

    private static final Pattern HOLE = Pattern.compile("\\$\\{([0-9]{1,2}|[A-Za-z_][A-Za-z0-9_]{0,31})}");

    private final List<Function<Run, Value>> pieces;
    private final int line;

    private Text(List<Function<Run, Value>> pieces, int line) {
        this.pieces = List.copyOf(pieces);
        this.line = line;
    }

    static Text of(String text, boolean withVariables, int line) {
        List<Function<Run, Value>> pieces = new ArrayList<>();
        int from = 0;
        if (withVariables) {
            Matcher holes = HOLE.matcher(text);
            while (holes.find()) {
                pieces.add(constant(text.substring(from, holes.start())));
                pieces.add(hole(holes.group(1).toLowerCase(Locale.ROOT)));
                from = holes.end();
            }
        }
        pieces.add(constant(text.substring(from)));
        return new Text(pieces, line);
    }

    private static Function<Run, Value> constant(String text) {
        Value value = Value.open(text);
        return run -> value;
    }

    private static Function<Run, Value> hole(String name) {
        return Character.isDigit(name.charAt(0))
                ? run -> run.captured(Integer.parseInt(name))
                : run -> run.variable(name);
    }

    Value in(Run run) {
        if (pieces.size() == 1) {
            return pieces.getFirst().apply(run);
        }
        StringBuilder text = new StringBuilder();
        boolean secret = false;
        for (Function<Run, Value> piece : pieces) {
            Value value = piece.apply(run);
            text.append(value.text());
            secret |= value.secret();
            if (text.length() > LIMIT) {
                throw new ScriptFault(line, "a string grew longer than " + LIMIT + " characters");
            }
        }
        run.work(text.length(), line);
        return new Value(text.toString(), secret);
    }
}
