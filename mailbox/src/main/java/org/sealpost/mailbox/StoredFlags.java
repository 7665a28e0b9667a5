package org.sealpost.mailbox;

import java.util.List;
import javax.mail.Flags;
import javax.mail.Flags.Flag;

/** Flags of a message as the database keeps them: the system flags as bits, the keywords as text. */
record StoredFlags(int bits, String keywords) {
    static final int DELETED = 2;
    static final int RECENT = 16;
    static final int SEEN = 32;

    /** The order is that of the bits and must never change. */
    private static final List<Flag> SYSTEM_FLAGS =
            List.of(Flag.ANSWERED, Flag.DELETED, Flag.DRAFT, Flag.FLAGGED, Flag.RECENT, Flag.SEEN);

    static StoredFlags of(Flags flags) {
        int bits = 0;
        for (int i = 0; i < SYSTEM_FLAGS.size(); i++) {
            if (flags.contains(SYSTEM_FLAGS.get(i))) {
                bits |= 1 << i;
            }
        }
        return new StoredFlags(bits, String.join(" ", flags.getUserFlags()));
    }

    Flags toFlags() {
        Flags flags = new Flags();
        for (int i = 0; i < SYSTEM_FLAGS.size(); i++) {
            if ((bits >> i & 1) == 1) {
                flags.add(SYSTEM_FLAGS.get(i));
            }
        }
        keywordList().forEach(flags::add);
        return flags;
    }

    List<String> keywordList() {
        return keywords.isEmpty() ? List.of() : List.of(keywords.split(" ", -1));
    }
}
