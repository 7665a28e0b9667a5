package org.sealpost.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * The administrators' rules about protection, as data.
 *
 * @param version grows with each change; it stands in every decision that a rule led to
 * @param encryptTo recipients to whom mail is encrypted or refused, whatever the sender wants: a domain ({@code
 *     agency.example}), all domains below one ({@code *.agency.example}), or one address
 */
public record ProtectionRules(long version, List<String> encryptTo) {
    public static final ProtectionRules NONE = new ProtectionRules(0, List.of());

    public ProtectionRules {
        encryptTo = List.copyOf(encryptTo);
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

    /** The first pattern that this recipient falls under. */
    public Optional<String> demandsEncryptionTo(MailAddress recipient) {
        return encryptTo.stream().filter(pattern -> matches(pattern, recipient)).findFirst();
    }

    private static boolean matches(String pattern, MailAddress recipient) {
        if (pattern.contains("@")) {
            return pattern.equalsIgnoreCase(recipient.toString());
        }
        String domain = recipient.domain().name();
        return pattern.startsWith("*.") ? domain.endsWith(pattern.substring(1)) : domain.equals(pattern);
    }
}
