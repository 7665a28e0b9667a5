package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * The administrators' rules about protection, as data.
 *
 * @param version grows with each change; it stands in every decision that a rule led to
 * @param encryptTo recipients to whom mail is encrypted or refused, whatever the sender wants: a domain ({@code
 *     agency.example}), a domain with all below it ({@code *.agency.example}) or one address
 */
public record ProtectionRules(long version, List<String> encryptTo) {
    public static final ProtectionRules NONE = new ProtectionRules(0, List.of());

    public ProtectionRules {
        encryptTo = List.copyOf(encryptTo);
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
