package org.sealpost.identity;

import java.util.Locale;

/** What somebody may do with a mailbox that several people share. */
public enum SharedRight {
    /** Read all mail in it. */
    READ,
    /** Also write: flag, file, delete, add. */
    WORK,
    /** Write in its name, with oneself named as the sender: {@code From: info@, Sender: ann@}. */
    SEND_ON_BEHALF,
    /** Write in its name. */
    SEND_AS;

    /** As it is typed and told: {@code send-on-behalf}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
