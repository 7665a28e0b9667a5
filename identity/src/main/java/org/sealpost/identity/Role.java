package org.sealpost.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody is appointed to do with the house. One person may have several. */
public enum Role {
    /** Sees settings, people, certificates and queues, and changes nothing. */
    VIEWER,
    /** People, groups, contacts, folders, queues, rules for mail. */
    MAIL_ADMINISTRATOR,
    /** Templates, policies, authorities, trust, revocation, consent to requests. */
    CA_ADMINISTRATOR,
    /** Takes part in bringing archived keys back. */
    RECOVERY_AGENT,
    /** Reads the audit log, and nothing else that others do not see. */
    AUDITOR;

    /** The word that is typed: {@code ca-administrator}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The role of this word.
     *
     * @throws IllegalArgumentException with all words
     */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a role, one of "
                        + Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", ")) + ": " + word));
    }
}
