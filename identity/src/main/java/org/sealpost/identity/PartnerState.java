package org.sealpost.identity;

import java.util.Locale;

/** How far Domain Security with a partner has come, in one direction. */
public enum PartnerState {
    /** Mail goes as with everybody else. */
    OFF,
    /** What would be found is found and recorded; no mail waits for it. */
    OBSERVE,
    /** As {@link #OBSERVE}, and it has proved good: it can be enforced. */
    TESTED,
    /** No mail without it. */
    ENFORCED;

    /** Whether anything is looked at. */
    public boolean isOn() {
        return this != OFF;
    }

    public boolean isEnforced() {
        return this == ENFORCED;
    }

    /** As it is typed and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
