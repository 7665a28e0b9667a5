package org.sealpost.transport.sieve;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.transport.sieve.FilterMail.Body;

/**
 * The test of a message's text (RFC 5173). Of text that is closed here it says nothing, and what hangs on it is not done, also
 * where a script says {@code not} or {@code else}.
 */
final class BodyTest {
    private BodyTest() {}

    static Condition of(Arguments arguments) {
        Matching matching = Matching.taken(arguments);
        boolean raw = arguments.flag(":raw");
        Optional<List<String>> types = arguments.constantsOf(":content");
        boolean text = arguments.flag(":text");
        if ((raw ? 1 : 0) + (types.isPresent() ? 1 : 0) + (text ? 1 : 0) > 1) {
            throw arguments.fault("takes one of :raw, :content and :text");
        }
        if (matching.kind() == Matching.Kind.COUNT) {
            throw arguments.fault("cannot be counted");
        }
        List<Text> keys = arguments.texts("what to look for");
        List<String> wanted = types.orElse(List.of("text"));
        return run -> run.mail()
                .body()
                .map(body -> Truth.of(matching.matches(values(body.get(), raw, wanted, run), keys, run)))
                .orElseGet(() -> {
                    run.notEvaluated("body (line " + arguments.line() + ")");
                    return Truth.UNKNOWN;
                });
    }

    private static List<Value> values(Body body, boolean raw, List<String> types, Run run) {
        List<String> texts = raw
                ? List.of(body.raw())
                : body.parts().stream()
                        .filter(part -> types.stream().anyMatch(type -> fits(part.type(), type)))
                        .map(FilterMail.Part::text)
                        .toList();
        return texts.stream().map(text -> new Value(text, run.mail().secret())).toList();
    }

    /** RFC 5173 section 5.2: "" is any type, "text" any subtype of it. */
    private static boolean fits(String type, String wanted) {
        String asked = wanted.toLowerCase(Locale.ROOT);
        return asked.isEmpty() || type.equals(asked) || asked.indexOf('/') < 0 && type.startsWith(asked + "/");
    }
}
