package org.sealpost.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A rule as fields with values, in the words that files and commands use. */
public final class RuleFields {
    private static final String NOTE = "note";
    private static final String ENABLED = "enabled";
    private static final String SIGN = "sign";
    private static final String ENCRYPT = "encrypt";
    private static final String LADDER = "ladder";
    private static final String HOLD_FOR = "hold-for";
    private static final String STRIP = "strip-subject-tag";
    private static final String INSPECT = "inspect";
    private static final String TELL = "tell";
    private static final String TLS = "tls";
    private static final String AT_LEAST = "at-least";
    /** Fields that have one value; all others have a list. */
    public static final List<String> SINGLE = List.of(
            NOTE, ENABLED, SIGN, ENCRYPT, HOLD_FOR, STRIP, INSPECT, TELL, TLS, AT_LEAST, RuleField.LARGER_THAN.word());

    private RuleFields() {}

    /** What is as it would be without the field is left out. */
    public static Map<String, List<String>> of(GatewayRule rule) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        if (!rule.note().isEmpty()) {
            fields.put(NOTE, List.of(rule.note()));
        }
        if (!rule.enabled()) {
            fields.put(ENABLED, List.of("no"));
        }
        rule.when().forEach(condition -> fields.put(condition.field().word(), condition.values()));
        rule.when().stream()
                .filter(condition -> condition.atLeast() > 1)
                .findFirst()
                .ifPresent(condition -> fields.put(AT_LEAST, List.of(String.valueOf(condition.atLeast()))));
        RuleActions then = rule.then();
        then.sign().ifPresent(sign -> fields.put(SIGN, List.of(sign.word())));
        then.encrypt().ifPresent(demand -> fields.put(ENCRYPT, List.of(demand.word())));
        if (!then.ladder().isEmpty()) {
            fields.put(LADDER, then.ladder().stream().map(LadderStep::word).toList());
        }
        then.holdFor().ifPresent(time -> fields.put(HOLD_FOR, List.of(words(time))));
        if (then.stripSubjectTag()) {
            fields.put(STRIP, List.of("yes"));
        }
        then.inspection().ifPresent(wanted -> {
            fields.put(INSPECT, List.of(wanted.action().word()));
            if (!wanted.words().isEmpty()) {
                fields.put(TELL, List.of(wanted.words()));
            }
        });
        then.tls().ifPresent(least -> fields.put(TLS, List.of(least.word())));
        return fields;
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws IllegalArgumentException with the field and what was expected
     */
    public static GatewayRule read(String name, Map<String, List<String>> fields) {
        List<RuleCondition> when = new ArrayList<>();
        Map<String, List<String>> rest = new LinkedHashMap<>(fields);
        int atLeast = single(rest, AT_LEAST).map(RuleFields::count).orElse(1);
        for (RuleField field : RuleField.values()) {
            Optional.ofNullable(rest.remove(field.word()))
                    .ifPresent(values -> when.add(told(
                            field.word(), () -> new RuleCondition(field, values, field.isSearched() ? atLeast : 1))));
        }
        if (atLeast > 1
                && when.stream().noneMatch(condition -> condition.field().isSearched())) {
            throw new IllegalArgumentException(AT_LEAST + ": needs one of content, words, detect");
        }
        Optional<String> note = single(rest, NOTE);
        boolean enabled =
                single(rest, ENABLED).map(text -> isYes(ENABLED, text)).orElse(true);
        RuleActions then = actions(rest);
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no field " + rest.keySet().iterator().next() + "; expected one of " + RuleField.words()
                            + ", " + String.join(", ", words()));
        }
        return new GatewayRule(name, note.orElse(""), enabled, when, then);
    }

    private static RuleActions actions(Map<String, List<String>> fields) {
        Optional<SignatureDemand> sign = single(fields, SIGN).map(RuleFields::signature);
        Optional<EncryptionDemand> encrypt = single(fields, ENCRYPT)
                .map(text -> named(ENCRYPT, EncryptionDemand.values(), EncryptionDemand::word, text));
        List<LadderStep> ladder = Optional.ofNullable(fields.remove(LADDER)).orElse(List.of()).stream()
                .map(text -> named(LADDER, LadderStep.values(), LadderStep::word, text))
                .toList();
        Optional<Duration> holdFor = single(fields, HOLD_FOR).map(RuleFields::time);
        boolean strip = single(fields, STRIP).map(text -> isYes(STRIP, text)).orElse(false);
        Optional<TlsFloor> tls = single(fields, TLS).map(text -> named(TLS, TlsFloor.values(), TlsFloor::word, text));
        return new RuleActions(sign, encrypt, ladder, holdFor, strip, inspection(fields), tls);
    }

    private static Optional<RuleInspection> inspection(Map<String, List<String>> fields) {
        Optional<RuleInspection.Action> action = single(fields, INSPECT)
                .map(text -> named(INSPECT, RuleInspection.Action.values(), RuleInspection.Action::word, text));
        Optional<String> words = single(fields, TELL);
        if (words.isPresent() && action.isEmpty()) {
            throw new IllegalArgumentException(TELL + ": needs inspect = \"refuse\" or \"quarantine\"");
        }
        return action.map(one -> new RuleInspection(one, words.orElse("")));
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(AT_LEAST + ": expected a number such as 3: " + text);
        }
        return Integer.parseInt(text);
    }

    private static List<String> words() {
        return List.of(NOTE, ENABLED, SIGN, ENCRYPT, LADDER, HOLD_FOR, STRIP, INSPECT, TELL, TLS, AT_LEAST);
    }

    private static Optional<String> single(Map<String, List<String>> fields, String field) {
        List<String> values = fields.remove(field);
        if (values == null) {
            return Optional.empty();
        }
        if (values.size() != 1) {
            throw new IllegalArgumentException(field + ": expected one value");
        }
        return Optional.of(values.getFirst().strip());
    }

    private static boolean isYes(String field, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw new IllegalArgumentException(field + ": expected yes or no: " + text);
        };
    }

    private static SignatureDemand signature(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> SignatureDemand.YES;
            case "no", "false" -> SignatureDemand.NO;
            case "domain" -> SignatureDemand.DOMAIN;
            default -> throw new IllegalArgumentException(SIGN + ": expected yes, no or domain: " + text);
        };
    }

    private static <T> T named(String field, T[] all, Function<T, String> word, String text) {
        return Arrays.stream(all)
                .filter(one -> word.apply(one).equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + ": expected one of "
                        + Arrays.stream(all).map(word).collect(Collectors.joining(", ")) + ": " + text));
    }

    private static Duration time(String text) {
        String[] words = text.split(" ", 2);
        boolean number = words[0].matches("[0-9]{1,4}");
        if (!number
                || words.length < 2
                || !List.of("hours", "hour", "days", "day").contains(words[1])) {
            throw new IllegalArgumentException(HOLD_FOR + ": expected a time such as 12 hours or 5 days: " + text);
        }
        int count = Integer.parseInt(words[0]);
        return words[1].startsWith("hour") ? Duration.ofHours(count) : Duration.ofDays(count);
    }

    /** {@code 5 days} or {@code 36 hours}. */
    public static String words(Duration time) {
        return time.toHours() % 24 == 0 ? time.toDays() + " days" : time.toHours() + " hours";
    }

    private static RuleCondition told(String field, java.util.function.Supplier<RuleCondition> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }
}
