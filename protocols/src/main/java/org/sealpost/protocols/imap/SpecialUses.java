package org.sealpost.protocols.imap;

import java.util.Map;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.MailboxType;
import org.apache.james.imap.api.process.MailboxTyper;
import org.apache.james.mailbox.model.MailboxPath;

/** What the standard folders are for (RFC 6154), so that clients do not make a second "Sent". */
final class SpecialUses implements MailboxTyper {
    private static final Map<String, MailboxType> USES = Map.of(
            "INBOX", MailboxType.INBOX,
            "Archive", MailboxType.ARCHIVE,
            "Drafts", MailboxType.DRAFTS,
            "Junk", MailboxType.SPAM,
            "Spam", MailboxType.SPAM,
            "Sent", MailboxType.SENT,
            "Trash", MailboxType.TRASH);

    @Override
    public MailboxType getMailboxType(ImapSession session, MailboxPath path) {
        return USES.getOrDefault(path.getName(), MailboxType.OTHER);
    }
}
