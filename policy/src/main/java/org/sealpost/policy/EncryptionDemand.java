package org.sealpost.policy;

import java.util.Locale;

/** How strongly a rule wants a message encrypted. */
public enum EncryptionDemand {
    /** Not by itself, even if there is a way; whoever asks for it gets it. */
    ONLY_IF_ASKED,
    /** Wherever there is a way, whatever the sender says. */
    IF_POSSIBLE,
    /** Encrypted, or nothing goes to the recipient. */
    OR_REFUSE,
    /** Encrypted, and until that is possible the message waits. */
    OR_HOLD;

    /** As it is written in files: {@code or-refuse}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
