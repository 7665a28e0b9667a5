package org.sealpost.protocols.imap;

import java.util.HashMap;
import java.util.Map;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.message.response.ACLResponse;
import org.apache.james.mailbox.model.MailboxACL;

/** Says {@code anyone} to clients (RFC 4314 section 2), where James says "anybody" and groups have a sign in front. */
record AnyoneResponder(Responder responder) implements Responder {
    @Override
    public void respond(ImapResponseMessage message) {
        responder.respond(
                message instanceof ACLResponse rights
                        ? new ACLResponse(rights.getMailboxName(), told(rights.getAcl()))
                        : message);
    }

    private static MailboxACL told(MailboxACL rights) {
        Map<MailboxACL.EntryKey, MailboxACL.Rfc4314Rights> told = new HashMap<>();
        rights.getEntries().forEach((key, granted) -> told.put(told(key), granted));
        return new MailboxACL(told);
    }

    private static MailboxACL.EntryKey told(MailboxACL.EntryKey key) {
        String name = key.equals(MailboxACL.ANYBODY_KEY) || key.equals(MailboxACL.ANYBODY_NEGATIVE_KEY)
                ? "anyone"
                : key.getName();
        return key.getNameType() == MailboxACL.NameType.group || name.equals("anyone")
                ? new MailboxACL.EntryKey(name, MailboxACL.NameType.user, key.isNegative())
                : key;
    }

    @Override
    public void flush() {
        responder.flush();
    }
}
