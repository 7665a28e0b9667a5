package org.sealpost.protocols.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mailbox.MailboxLayer;

/**
 * INBOX as one POP3 client sees it: the messages of the moment of login, numbered from 1. Others may change INBOX at the same
 * time; what they removed cannot be fetched any more, and no number moves.
 */
final class Maildrop {
    private final MessageManager inbox;
    private final MailboxSession session;
    private final List<Message> messages;
    private final Set<Message> deleted = new HashSet<>();

    private Maildrop(MessageManager inbox, MailboxSession session, List<Message> messages) {
        this.inbox = inbox;
        this.session = session;
        this.messages = messages;
    }

    /** A message; its unique id is the same in every session for as long as the message is there. */
    record Message(int number, MessageUid uid, long sizeBytes, String uniqueId) {}

    static Maildrop open(MailboxLayer mailboxes, MailAddress account) {
        try {
            MailboxSession session = mailboxes.open(account);
            MessageManager inbox = mailboxes.folders().getMailbox(MailboxPath.inbox(session), session);
            List<Message> messages = new ArrayList<>();
            Iterator<MessageResult> results = inbox.getMessages(MessageRange.all(), FetchGroup.MINIMAL, session);
            while (results.hasNext()) {
                MessageResult result = results.next();
                messages.add(new Message(
                        messages.size() + 1,
                        result.getUid(),
                        result.getSize(),
                        inbox.getId().serialize() + "." + result.getUid().asLong()));
            }
            return new Maildrop(inbox, session, List.copyOf(messages));
        } catch (MailboxException e) {
            throw failure(e);
        }
    }

    List<Message> all() {
        return messages.stream().filter(message -> !deleted.contains(message)).toList();
    }

    int count() {
        return messages.size() - deleted.size();
    }

    long sizeBytes() {
        return all().stream().mapToLong(Message::sizeBytes).sum();
    }

    Optional<Message> find(String number) {
        if (!number.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        int index = Integer.parseInt(number) - 1;
        return index < 0 || index >= messages.size()
                ? Optional.empty()
                : Optional.of(messages.get(index)).filter(message -> !deleted.contains(message));
    }

    boolean delete(String number) {
        return find(number).map(deleted::add).orElse(false);
    }

    void reset() {
        deleted.clear();
    }

    InputStream read(Message message) throws IOException {
        try {
            Iterator<MessageResult> found =
                    inbox.getMessages(MessageRange.one(message.uid), FetchGroup.FULL_CONTENT, session);
            if (!found.hasNext()) {
                throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the message was removed in the meantime");
            }
            return found.next().getFullContent().getInputStream();
        } catch (MailboxException e) {
            throw failure(e);
        }
    }

    /** RFC 1939 section 6: what was marked goes when the client says goodbye, and not if the connection breaks. */
    void removeDeleted() {
        if (deleted.isEmpty()) {
            return;
        }
        try {
            inbox.delete(deleted.stream().map(Message::uid).sorted().toList(), session);
        } catch (MailboxException e) {
            throw failure(e);
        }
    }

    private static MailFailure failure(MailboxException cause) {
        return new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "INBOX does not answer: " + cause.getMessage(), cause);
    }
}
