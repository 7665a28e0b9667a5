package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a test compares what it finds with what the script names.
 *
 * @param relation of {@code :count} and {@code :value} (RFC 5231)
 */
record Matching(Kind kind, Relation relation, Comparator comparator, int line) {
    private static final int CAPTURES_LIMIT = 10;

    enum Kind {
        IS,
        CONTAINS,
        MATCHES,
        COUNT,
        VALUE
    }

    enum Relation {
        GT,
        GE,
        LT,
        LE,
        EQ,
        NE;

        boolean holds(int order) {
            return switch (this) {
                case GT -> order > 0;
                case GE -> order >= 0;
                case LT -> order < 0;
                case LE -> order <= 0;
                case EQ -> order == 0;
                case NE -> order != 0;
            };
        }
    }

    /** Takes {@code :is}, {@code :comparator} and the like. */
    static Matching taken(Arguments arguments) {
        Optional<String> comparing = arguments.constantOf(":comparator");
        Comparator comparator =
                comparing.map(name -> Comparator.named(name, arguments)).orElse(Comparator.ASCII_CASEMAP);
        Optional<String> count = arguments.constantOf(":count");
        Optional<String> value = arguments.constantOf(":value");
        Optional<String> plain = arguments.oneOf(":is", ":contains", ":matches");
        if (Stream.of(count, value, plain).filter(Optional::isPresent).count() > 1) {
            throw arguments.fault("compares in one way only: :is, :contains, :matches, :count or :value");
        }
        Optional<String> relation = count.or(() -> value);
        relation.ifPresent(word -> arguments.language().need("relational", ":count or :value", arguments.line()));
        Kind kind = count.isPresent() ? Kind.COUNT : value.isPresent() ? Kind.VALUE : kind(plain.orElse(":is"));
        if (comparator == Comparator.ASCII_NUMERIC && (kind == Kind.CONTAINS || kind == Kind.MATCHES)) {
            throw arguments.fault("cannot look for parts of numbers");
        }
        return new Matching(
                kind,
                relation.map(word -> relation(word, arguments)).orElse(Relation.EQ),
                comparator,
                arguments.line());
    }

    private static Kind kind(String tag) {
        return switch (tag) {
            case ":contains" -> Kind.CONTAINS;
            case ":matches" -> Kind.MATCHES;
            default -> Kind.IS;
        };
    }

    private static Relation relation(String word, Arguments arguments) {
        return Stream.of(Relation.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> arguments.fault("compares by gt, ge, lt, le, eq or ne, not \"" + word + "\""));
    }

    /** Whether one of the values fits one of the keys. */
    boolean matches(List<Value> values, List<Text> keys, Run run) {
        if (kind == Kind.COUNT) {
            return keys.stream()
                    .anyMatch(key -> relation.holds(Comparator.ASCII_NUMERIC.compare(
                            String.valueOf(values.size()), key.in(run).text())));
        }
        for (Text key : keys) {
            String wanted = key.in(run).text();
            Optional<Wildcards> pattern =
                    kind == Kind.MATCHES ? Optional.of(new Wildcards(comparator.normal(wanted))) : Optional.empty();
            for (Value value : values) {
                if (matches(value, wanted, pattern, run)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean matches(Value value, String wanted, Optional<Wildcards> pattern, Run run) {
        String text = value.text();
        run.work(text.length() + (long) wanted.length(), line);
        return switch (kind) {
            case IS -> comparator.compare(text, wanted) == 0;
            case CONTAINS -> {
                run.work(text.length() * 2L, line);
                yield comparator.normal(text).contains(comparator.normal(wanted));
            }
            case MATCHES -> matches(value, wanted, pattern.orElseThrow(), run);
            case VALUE -> relation.holds(comparator.compare(text, wanted));
            case COUNT -> throw new IllegalStateException("counts no single value");
        };
    }

    private boolean matches(Value value, String wanted, Wildcards pattern, Run run) {
        long literal = wanted.chars().filter(one -> one != '*').count();
        run.work(value.text().length() * (literal + 1), line);
        Optional<List<String>> pieces = pattern.match(comparator.normal(value.text()), value.text());
        pieces.ifPresent(found -> {
            List<Value> captured = new ArrayList<>(List.of(value));
            found.stream()
                    .limit(CAPTURES_LIMIT - 1)
                    .map(piece -> new Value(piece, value.secret()))
                    .forEach(captured::add);
            run.capture(captured);
        });
        return pieces.isPresent();
    }
}
