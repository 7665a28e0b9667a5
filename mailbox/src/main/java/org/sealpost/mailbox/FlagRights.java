package org.sealpost.mailbox;

import java.util.EnumSet;
import java.util.Set;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.model.MailboxACL.Right;

/** Which rights a change of flags needs (RFC 4314 section 4): t for \Deleted, s for \Seen, w for all others. */
final class FlagRights {
    private FlagRights() {}

    static Right[] needed(Flags flags, FlagsUpdateMode mode) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        boolean replaces = mode == FlagsUpdateMode.REPLACE;
        if (replaces || flags.contains(Flags.Flag.DELETED)) {
            rights.add(Right.DeleteMessages);
        }
        if (replaces || flags.contains(Flags.Flag.SEEN)) {
            rights.add(Right.WriteSeenFlag);
        }
        Flags others = new Flags(flags);
        others.remove(Flags.Flag.DELETED);
        others.remove(Flags.Flag.SEEN);
        if (replaces || others.getSystemFlags().length > 0 || others.getUserFlags().length > 0) {
            rights.add(Right.Write);
        }
        return rights.toArray(Right[]::new);
    }
}
