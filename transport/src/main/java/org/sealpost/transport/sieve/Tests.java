package org.sealpost.transport.sieve;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks the tests of a script and makes them askable. */
final class Tests {
    /** Brings a date into the zone for which a test asks. */
    private interface Zoning {
        ZonedDateTime of(ZonedDateTime date, Run run);
    }

    private final Language language;

    Tests(Language language) {
        this.language = language;
    }

    Condition condition(Syntax.Test test) {
        Arguments arguments = new Arguments(test.name(), test.arguments(), test.line(), language);
        Condition condition = condition(test, arguments);
        arguments.end();
        boolean takesTests = List.of("not", "anyof", "allof").contains(test.name());
        if (!takesTests && !test.tests().isEmpty()) {
            throw arguments.fault("takes no other tests");
        }
        return condition;
    }

    private Condition condition(Syntax.Test test, Arguments arguments) {
        return switch (test.name()) {
            case "true" -> run -> Truth.TRUE;
            case "false" -> run -> Truth.FALSE;
            case "not" -> not(test, arguments);
            case "anyof" -> {
                List<Condition> tests = several(test, arguments);
                yield run -> Truth.any(tests, one -> one.test(run));
            }
            case "allof" -> {
                List<Condition> tests = several(test, arguments);
                yield run -> Truth.all(tests, one -> one.test(run));
            }
            case "header" -> header(arguments);
            case "address" -> address(arguments);
            case "envelope" -> envelope(arguments);
            case "exists" -> exists(arguments);
            case "size" -> size(arguments);
            default -> extended(test, arguments);
        };
    }

    private Condition extended(Syntax.Test test, Arguments arguments) {
        return switch (test.name()) {
            case "body" -> BodyTest.of(needing("body", arguments));
            case "string" -> string(needing("variables", arguments));
            case "hasflag" -> hasFlag(needing("imap4flags", arguments));
            case "mailboxexists" -> mailboxExists(needing("mailbox", arguments));
            case "date" -> date(needing("date", arguments));
            case "currentdate" -> currentDate(needing("date", arguments));
            default -> throw new ScriptFault(test.line(), "there is no test '" + test.name() + "'");
        };
    }

    private Arguments needing(String extension, Arguments arguments) {
        arguments.language().need(extension, "the test of " + extension, arguments.line());
        return arguments;
    }

    private Condition not(Syntax.Test test, Arguments arguments) {
        if (test.tests().size() != 1) {
            throw arguments.fault("expects one test");
        }
        Condition inner = condition(test.tests().getFirst());
        return run -> inner.test(run).not();
    }

    private List<Condition> several(Syntax.Test test, Arguments arguments) {
        if (test.tests().isEmpty()) {
            throw arguments.fault("expects tests in parentheses");
        }
        return test.tests().stream().map(this::condition).toList();
    }

    private static Condition header(Arguments arguments) {
        Matching matching = Matching.taken(arguments);
        List<Text> names = arguments.texts("names of fields");
        List<Text> keys = arguments.texts("what to look for");
        return run -> Truth.of(matching.matches(values(names, run), keys, run));
    }

    private static List<Value> values(List<Text> names, Run run) {
        return names.stream()
                .flatMap(name -> run.mail().values(name.in(run).text()).stream())
                .toList();
    }

    private static Condition address(Arguments arguments) {
        Matching matching = Matching.taken(arguments);
        Addresses.Part part = Addresses.Part.taken(arguments);
        List<Text> names = arguments.texts("names of fields");
        List<Text> keys = arguments.texts("what to look for");
        return run -> {
            List<Value> found = values(names, run).stream()
                    .flatMap(field -> Addresses.in(field.text()).stream()
                            .map(one -> new Value(one, field.secret()))
                            .flatMap(one -> part.of(one).stream()))
                    .toList();
            return Truth.of(matching.matches(found, keys, run));
        };
    }

    private static Condition envelope(Arguments arguments) {
        arguments.language().need("envelope", "envelope", arguments.line());
        Matching matching = Matching.taken(arguments);
        Addresses.Part part = Addresses.Part.taken(arguments);
        List<String> parts = arguments.constants("\"from\" or \"to\"").stream()
                .map(one -> one.toLowerCase(Locale.ROOT))
                .toList();
        if (!List.of("from", "to").containsAll(parts)) {
            throw arguments.fault("knows \"from\" and \"to\"");
        }
        List<Text> keys = arguments.texts("what to look for");
        return run -> {
            List<Value> found = parts.stream()
                    .map(one ->
                            one.equals("from") ? run.mail().from() : run.mail().to())
                    .map(Value::open)
                    .flatMap(one -> part.of(one).stream())
                    .toList();
            return Truth.of(matching.matches(found, keys, run));
        };
    }

    private static Condition exists(Arguments arguments) {
        List<Text> names = arguments.texts("names of fields");
        return run -> Truth.of(names.stream()
                .allMatch(name -> run.mail().header().first(name.in(run).text()).isPresent()));
    }

    private static Condition size(Arguments arguments) {
        String tag = arguments
                .oneOf(":over", ":under")
                .orElseThrow(() -> arguments.fault("expects :over or :under and a number"));
        long limit = arguments.number("a number of bytes");
        return run -> Truth.of(
                tag.equals(":over")
                        ? run.mail().sizeBytes() > limit
                        : run.mail().sizeBytes() < limit);
    }

    private static Condition string(Arguments arguments) {
        Matching matching = Matching.taken(arguments);
        List<Text> values = arguments.texts("strings");
        List<Text> keys = arguments.texts("what to look for");
        return run -> Truth.of(
                matching.matches(values.stream().map(one -> one.in(run)).toList(), keys, run));
    }

    private static Condition hasFlag(Arguments arguments) {
        Matching matching = Matching.taken(arguments);
        if (arguments.hasTwo()) {
            throw arguments.fault("looks at the flags that the message will have; names of variables are not taken");
        }
        List<Text> keys = arguments.texts("flags");
        return run ->
                Truth.of(matching.matches(run.flags().stream().map(Value::open).toList(), keys, run));
    }

    private static Condition mailboxExists(Arguments arguments) {
        List<Text> names = arguments.texts("names of folders");
        return run -> Truth.of(names.stream()
                .allMatch(name -> run.mail().folders().test(name.in(run).text())));
    }

    private static Condition date(Arguments arguments) {
        Zoning zone = zone(arguments);
        Matching matching = Matching.taken(arguments);
        Text name = arguments.text("the name of a field");
        String part = DateParts.checked(arguments.constant("a part of the date"), arguments);
        List<Text> keys = arguments.texts("what to look for");
        return run -> {
            List<Value> found = run.mail().values(name.in(run).text()).stream()
                    .limit(1)
                    .flatMap(field -> DateParts.parse(field.text())
                            .map(date -> DateParts.part(zone.of(date, run), part))
                            .map(text -> new Value(text, field.secret()))
                            .stream())
                    .toList();
            return Truth.of(matching.matches(found, keys, run));
        };
    }

    private static Condition currentDate(Arguments arguments) {
        Zoning zone = zone(arguments);
        Matching matching = Matching.taken(arguments);
        String part = DateParts.checked(arguments.constant("a part of the date"), arguments);
        List<Text> keys = arguments.texts("what to look for");
        return run -> {
            String found = DateParts.part(zone.of(run.mail().now(), run), part);
            return Truth.of(matching.matches(List.of(Value.open(found)), keys, run));
        };
    }

    private static Zoning zone(Arguments arguments) {
        boolean original = arguments.flag(":originalzone");
        Optional<ZoneId> named = arguments.constantOf(":zone").map(text -> DateParts.zone(text, arguments));
        if (original && named.isPresent()) {
            throw arguments.fault("takes :zone or :originalzone, not both");
        }
        return (date, run) -> original
                ? date
                : date.withZoneSameInstant(named.orElse(run.mail().now().getZone()));
    }
}
