package org.sealpost.mailbox;

import javax.mail.Flags;
import org.sealpost.mail.OrganizationMarks;

/** The one keyword that delivery sets and nobody else: what a client says about it changes nothing. */
final class ServerKeyword {
    private ServerKeyword() {}

    static Flags withoutIt(Flags flags) {
        Flags kept = new Flags(flags);
        for (String keyword : flags.getUserFlags()) {
            if (OrganizationMarks.isKeyword(keyword)) {
                kept.remove(keyword);
            }
        }
        return kept;
    }

    /** The new flags, with the keyword as it was. */
    static Flags asBefore(Flags before, Flags after) {
        Flags kept = withoutIt(after);
        if (before.contains(OrganizationMarks.KEYWORD)) {
            kept.add(OrganizationMarks.KEYWORD);
        }
        return kept;
    }
}
