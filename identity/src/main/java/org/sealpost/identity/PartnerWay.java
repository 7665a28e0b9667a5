package org.sealpost.identity;

import java.util.Locale;

/** A direction in which mail goes between us and a partner. Each is armed apart from the other. */
public enum PartnerWay {
    SEND,
    RECEIVE;

    /** As it is typed and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
