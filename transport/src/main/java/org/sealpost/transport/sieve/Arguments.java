package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.transport.sieve.Syntax.Argument;

/** The arguments of one command or test, taken one by one; what is left at the end is a mistake. */
final class Arguments {
    private final String owner;
    private final int line;
    private final Language language;
    private final List<Argument> left;

    Arguments(String owner, List<Argument> all, int line, Language language) {
        this.owner = owner;
        this.line = line;
        this.language = language;
        this.left = new ArrayList<>(all);
    }

    int line() {
        return line;
    }

    Language language() {
        return language;
    }

    /** Whether this tag was given. */
    boolean flag(String tag) {
        Optional<Integer> at = indexOf(tag);
        at.ifPresent(index -> left.remove(index.intValue()));
        return at.isPresent();
    }

    boolean flag(String tag, String extension) {
        boolean given = flag(tag);
        if (given) {
            language.need(extension, tag, line);
        }
        return given;
    }

    /** The one of these tags that was given. */
    Optional<String> oneOf(String... tags) {
        List<String> given = Arrays.stream(tags).filter(this::flag).toList();
        if (given.size() > 1) {
            throw fault("has " + String.join(" and ", given) + ", of which only one can hold");
        }
        return given.stream().findFirst();
    }

    Optional<Text> textOf(String tag) {
        return valueOf(tag).map(value -> single(value, "one string behind " + tag));
    }

    Optional<String> constantOf(String tag) {
        return valueOf(tag).map(value -> constant(value, "one string behind " + tag));
    }

    Optional<List<String>> constantsOf(String tag) {
        return valueOf(tag).map(value -> strings(value, "strings behind " + tag).values());
    }

    Optional<List<Text>> textsOf(String tag) {
        return valueOf(tag).map(value -> all(strings(value, "strings behind " + tag)));
    }

    Optional<Long> numberOf(String tag) {
        return valueOf(tag).map(value -> number(value, "a number behind " + tag));
    }

    Text text(String what) {
        return single(next(what), what);
    }

    String constant(String what) {
        return constant(next(what), what);
    }

    List<Text> texts(String what) {
        return all(strings(next(what), what));
    }

    List<String> constants(String what) {
        return strings(next(what), what).values();
    }

    long number(String what) {
        return number(next(what), what);
    }

    boolean hasTwo() {
        return left.size() > 1;
    }

    void end() {
        if (!left.isEmpty()) {
            String shown = left.stream().map(Arguments::shown).collect(Collectors.joining(", "));
            throw new ScriptFault(left.getFirst().line(), "'" + owner + "' does not take " + shown);
        }
    }

    ScriptFault fault(String what) {
        return new ScriptFault(line, "'" + owner + "' " + what);
    }

    private static String shown(Argument argument) {
        return switch (argument) {
            case Argument.Tag tag -> tag.name();
            case Argument.Amount number -> "the number " + number.value();
            case Argument.Strings strings -> strings.isList() ? "a list of strings" : "a string";
        };
    }

    private Optional<Integer> indexOf(String tag) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) instanceof Argument.Tag(String name, int _) && name.equals(tag)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private Optional<Argument> valueOf(String tag) {
        return indexOf(tag).map(index -> {
            left.remove(index.intValue());
            if (index >= left.size() || left.get(index) instanceof Argument.Tag) {
                throw fault("expects a value behind " + tag);
            }
            return left.remove(index.intValue());
        });
    }

    private Argument next(String what) {
        if (left.isEmpty()) {
            throw fault("expects " + what);
        }
        if (left.getFirst() instanceof Argument.Tag(String name, int at)) {
            throw new ScriptFault(at, "'" + owner + "' does not take " + name);
        }
        return left.removeFirst();
    }

    private Argument.Strings strings(Argument argument, String what) {
        if (argument instanceof Argument.Strings strings) {
            return strings;
        }
        throw new ScriptFault(argument.line(), "'" + owner + "' expects " + what);
    }

    private Text single(Argument argument, String what) {
        return Text.of(constant(argument, what), language.has("variables"), argument.line());
    }

    private String constant(Argument argument, String what) {
        Argument.Strings strings = strings(argument, what);
        if (strings.isList()) {
            throw new ScriptFault(argument.line(), "'" + owner + "' expects " + what + ", not a list");
        }
        return strings.values().getFirst();
    }

    private List<Text> all(Argument.Strings strings) {
        return strings.values().stream()
                .map(one -> Text.of(one, language.has("variables"), strings.line()))
                .toList();
    }

    private long number(Argument argument, String what) {
        if (argument instanceof Argument.Amount(long value, int _)) {
            return value;
        }
        throw new ScriptFault(argument.line(), "'" + owner + "' expects " + what);
    }
}
