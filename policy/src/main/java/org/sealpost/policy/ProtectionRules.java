package org.sealpost.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * The administrators' rules about protection, as data.
 *
 * @param version grows with each change; it stands in every decision that a rule led to
 * @param rules in the order in which they are looked at: of two that speak about the same thing the upper one counts
 */
public record ProtectionRules(long version, List<GatewayRule> rules) {
    public static final ProtectionRules NONE = new ProtectionRules(0, List.of());
    private static final int RULES_LIMIT = 1_000;

    public ProtectionRules {
        rules = List.copyOf(rules);
        if (rules.size() > RULES_LIMIT) {
            throw new IllegalArgumentException("more than " + RULES_LIMIT + " rules");
        }
        Set<String> names = new HashSet<>();
        for (GatewayRule rule : rules) {
            if (!names.add(rule.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("two rules have the name " + rule.name());
            }
        }
    }

    /** Rules that do nothing but demand encryption to these recipients. */
    public static ProtectionRules encryptingTo(long version, List<String> patterns) {
        return new ProtectionRules(
                version, patterns.stream().map(GatewayRule::encryptTo).toList());
    }

    /** All that the rules ask under this heading. */
    public Set<String> asked(RuleField field) {
        if (rules.isEmpty()) {
            // Asked about every message, a dozen times.
            return Set.of();
        }
        return rules.stream()
                .filter(GatewayRule::enabled)
                .flatMap(rule -> rule.values(field))
                .collect(Collectors.toSet());
    }

    /** How often at most a condition of this kind must be found; nobody has to count further. */
    public int countsTo(RuleField field) {
        if (rules.isEmpty()) {
            return 1;
        }
        return rules.stream()
                .filter(GatewayRule::enabled)
                .flatMap(rule -> rule.when().stream())
                .filter(condition -> condition.field() == field)
                .mapToInt(RuleCondition::atLeast)
                .max()
                .orElse(1);
    }

    /** Recipients to whom mail is encrypted or refused, from whomever it comes. */
    public List<String> encryptTo() {
        return rules.stream()
                .filter(GatewayRule::isEncryptTo)
                .map(GatewayRule::name)
                .sorted()
                .toList();
    }

    /**
     * A pattern in the form in which it is kept, in lower case.
     *
     * @throws IllegalArgumentException if it is none of the three kinds
     */
    public static String pattern(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (lower.contains("@")) {
                return MailAddress.parse(lower).toString();
            }
            return lower.startsWith("*.") ? "*." + new Domain(lower.substring(2)) : new Domain(lower).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected a domain such as agency.example, *.agency.example for all below it, or one address: "
                            + text,
                    e);
        }
    }

    static boolean matches(String pattern, MailAddress address) {
        if (pattern.contains("@")) {
            return pattern.equalsIgnoreCase(address.toString());
        }
        String domain = address.domain().name();
        return pattern.startsWith("*.") ? domain.endsWith(pattern.substring(1)) : domain.equals(pattern);
    }
}
