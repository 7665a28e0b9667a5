package org.sealpost.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sealpost.app.Similarity;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Takes values out of a TOML text and collects every problem with its line and column. */
final class TomlReader {
    private static final int SIMILAR = 3;

    private final TomlParseResult toml;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    TomlReader(String text) {
        this.toml = Toml.parse(text);
        toml.errors().forEach(error -> problems.add(at(error.position()) + error.getMessage()));
    }

    boolean isAbsent(String key) {
        return !toml.contains(key);
    }

    Optional<String> text(String key) {
        return value(key, String.class, "a text in quotes");
    }

    /** The value made from the text at a key; empty if there is none, or if it was a problem. */
    <T> Optional<T> read(String key, Function<String, T> parse) {
        return text(key).flatMap(text -> check(key, text, parse));
    }

    /** The names of the tables inside of a table: of {@code [agent.scan]} it is {@code scan}. */
    List<String> tables(String key) {
        return toml.get(key) instanceof TomlTable table
                ? table.keySet().stream().sorted().toList()
                : List.of();
    }

    Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    Optional<Long> number(String key, long least, long most) {
        return value(key, Long.class, "a whole number").flatMap(number -> {
            if (number < least || number > most) {
                problem(key, "expected a number from " + least + " to " + most + ": " + number);
                return Optional.empty();
            }
            return Optional.of(number);
        });
    }

    /** The value made from a text, or a problem at the place of the key. */
    <T> Optional<T> check(String key, String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            problem(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    void problem(String key, String words) {
        problems.add(at(toml.inputPositionOf(key)) + key + ": " + words);
    }

    /** Throws if anything was wrong, unknown keys included. */
    void finish() {
        toml.dottedKeySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> problem(key, "no such setting" + similar(key)));
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
    }

    private <T> Optional<T> value(String key, Class<T> type, String expected) {
        known.add(key);
        Object value = toml.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            problem(key, "expected " + expected);
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }

    private String similar(String key) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> Similarity.distance(candidate, key)))
                .filter(candidate -> Similarity.distance(candidate, key) <= SIMILAR)
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    private static String at(@org.jspecify.annotations.Nullable TomlPosition position) {
        return position == null ? "" : "line " + position.line() + ", column " + position.column() + ": ";
    }
}
