package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleBook;
import org.sealpost.policy.RuleBook.Edition;
import org.sealpost.policy.RuleField;
import org.sealpost.policy.RuleFields;

/** Changes the administrators' rules: each change is checked as a whole, makes a new version, and is in the audit log. */
public final class RuleAdministration {
    private static final int WORDS_LIMIT = 2_000;
    /** Each of them is looked for in the text of each message; that takes about half a millisecond for 10 KB. */
    private static final int EXPRESSIONS_LIMIT = 100;

    private final RuleBook book;
    private final AuditLog auditLog;
    private final Clock clock;

    public RuleAdministration(RuleBook book, AuditLog auditLog, Clock clock) {
        this.book = book;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    public ProtectionRules inForce() {
        return book.protection();
    }

    /** The newest first. */
    public List<Edition> history(int limit) {
        return book.history(limit);
    }

    /** The rules as they were. */
    public Optional<ProtectionRules> version(long version) {
        return version == 0 ? Optional.of(ProtectionRules.NONE) : book.version(version);
    }

    /**
     * Puts exactly these rules in force, in this order. Does nothing if they are in force.
     *
     * @param actor as the audit log names them
     * @return what changed, one line for each difference
     * @throws IllegalArgumentException with what was expected, if one of them cannot be applied
     */
    public List<String> apply(List<GatewayRule> wanted, String actor) {
        return apply(wanted, actor, "");
    }

    private List<String> apply(List<GatewayRule> wanted, String actor, String why) {
        ProtectionRules before = book.protection();
        ProtectionRules after = new ProtectionRules(before.version() + 1, wanted);
        after.rules().forEach(RuleAdministration::check);
        int expressions = after.asked(RuleField.CONTENT).size();
        if (expressions > EXPRESSIONS_LIMIT) {
            throw new IllegalArgumentException("expected at most " + EXPRESSIONS_LIMIT
                    + " expressions for the text in all rules together: " + expressions);
        }
        List<String> differences = differences(before.rules(), after.rules());
        if (!differences.isEmpty()) {
            Instant now = clock.instant();
            String all = why + String.join("; ", differences);
            String words = all.substring(0, Math.min(all.length(), WORDS_LIMIT));
            auditLog.append(
                    List.of(new AuditEvent(
                            now,
                            AuditAction.ADMINISTER,
                            actor,
                            "rules",
                            "rules version " + after.version() + ": " + words,
                            List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                    book.putting(before.version(), after.rules(), new Edition(after.version(), now, actor, words)));
        }
        return differences;
    }

    private static void check(GatewayRule rule) {
        try {
            RuleSearch.check(rule);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule " + rule.name() + ": " + e.getMessage(), e);
        }
    }

    /** Adds a rule at the end, or replaces the one of its name where it stands. */
    public List<String> put(GatewayRule rule, String actor) {
        List<GatewayRule> rules = new ArrayList<>(book.protection().rules());
        int at = indexOf(rules, rule.name());
        if (at < 0) {
            rules.add(rule);
        } else {
            rules.set(at, rule);
        }
        return apply(rules, actor);
    }

    /** Adds the rule that demands encryption to a recipient pattern, above all others; adding it again changes nothing. */
    public List<String> demandEncryption(String pattern, String actor) {
        GatewayRule rule = GatewayRule.encryptTo(pattern);
        List<GatewayRule> rules = new ArrayList<>(book.protection().rules());
        int at = indexOf(rules, rule.name());
        if (at < 0) {
            rules.addFirst(rule);
        } else if (!rules.get(at).isEncryptTo()) {
            throw new IllegalArgumentException("there is a rule " + rule.name()
                    + " that says something else; see: sealpost rule show " + rule.name());
        }
        return apply(rules, actor);
    }

    /**
     * Moves a rule up or down.
     *
     * @param before the rule in front of which it stands then; empty for the end
     */
    public List<String> move(String name, Optional<String> before, String actor) {
        List<GatewayRule> rules = new ArrayList<>(book.protection().rules());
        GatewayRule rule = rules.remove(required(rules, name));
        rules.add(before.map(other -> required(rules, other)).orElse(rules.size()), rule);
        return apply(rules, actor);
    }

    public List<String> remove(String name, String actor) {
        List<GatewayRule> rules = new ArrayList<>(book.protection().rules());
        rules.remove(required(rules, name));
        return apply(rules, actor);
    }

    /** Puts the rules of an earlier version in force again, as a new version. */
    public List<String> rollback(long version, String actor) {
        ProtectionRules old = version(version)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no version " + version + " of the rules; see: sealpost rule history"));
        return apply(old.rules(), actor, "as in version " + version + ": ");
    }

    /** The rule of this name, in any case. */
    public Optional<GatewayRule> find(String name) {
        List<GatewayRule> rules = book.protection().rules();
        int at = indexOf(rules, name);
        return at < 0 ? Optional.empty() : Optional.of(rules.get(at));
    }

    private static int required(List<GatewayRule> rules, String name) {
        int at = indexOf(rules, name);
        if (at < 0) {
            throw new IllegalArgumentException("there is no rule " + name + "; see: sealpost rule list");
        }
        return at;
    }

    private static int indexOf(List<GatewayRule> rules, String name) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** One line for each rule that is new, gone or different, and one if the order is another. */
    public static List<String> differences(List<GatewayRule> before, List<GatewayRule> after) {
        Map<String, GatewayRule> old = byName(before);
        Map<String, GatewayRule> now = byName(after);
        List<String> lines = new ArrayList<>();
        now.forEach((name, rule) -> {
            GatewayRule was = old.get(name);
            if (was == null) {
                lines.add("+ " + name + ": " + words(RuleFields.of(rule)));
            } else {
                changes(RuleFields.of(was), RuleFields.of(rule)).forEach(line -> lines.add("~ " + name + ": " + line));
            }
        });
        old.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> lines.add("- " + name));
        List<String> oldOrder = old.keySet().stream().filter(now::containsKey).toList();
        List<String> newOrder = now.keySet().stream().filter(old::containsKey).toList();
        if (!oldOrder.equals(newOrder)) {
            lines.add("order: " + String.join(", ", now.keySet()));
        }
        return lines;
    }

    private static List<String> changes(Map<String, List<String>> was, Map<String, List<String>> is) {
        TreeSet<String> fields = new TreeSet<>(was.keySet());
        fields.addAll(is.keySet());
        return fields.stream()
                .filter(field -> !was.getOrDefault(field, List.of()).equals(is.getOrDefault(field, List.of())))
                .map(field -> field + ": " + text(was, field) + " -> " + text(is, field))
                .toList();
    }

    private static String text(Map<String, List<String>> fields, String field) {
        return fields.containsKey(field) ? String.join(", ", fields.getOrDefault(field, List.of())) : "nothing";
    }

    private static String words(Map<String, List<String>> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + " = " + String.join(", ", field.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static Map<String, GatewayRule> byName(List<GatewayRule> rules) {
        Map<String, GatewayRule> named = new LinkedHashMap<>();
        rules.forEach(rule -> named.put(rule.name(), rule));
        return named;
    }
}
