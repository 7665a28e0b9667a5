package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.SendingRight;
import org.sealpost.mail.MailAddress;

/**
 * What the header section of a message says at the moment when it would be accepted.
 *
 * @param account who logged in; empty if a server on the Internet brings the message
 * @param headerIsWhole whether every line up to the first empty one is a header field
 * @param authors the mailboxes in all From fields; empty if a From field cannot be read
 * @param senders the mailboxes in all Sender fields; empty if a Sender field cannot be read
 * @param hops how many servers have taken the message before, by its Received fields
 * @param shared the shared mailboxes in whose name the account may write
 */
public record MessageFacts(
        Optional<DirectoryEntry.Account> account,
        boolean headerIsWhole,
        Optional<List<MailAddress>> authors,
        Optional<List<MailAddress>> senders,
        int hops,
        int hopLimit,
        List<SendingRight> shared) {
    public MessageFacts {
        authors = authors.map(List::copyOf);
        senders = senders.map(List::copyOf);
        shared = List.copyOf(shared);
    }

    /** Of somebody who writes in no other name. */
    public MessageFacts(
            Optional<DirectoryEntry.Account> account,
            boolean headerIsWhole,
            Optional<List<MailAddress>> authors,
            Optional<List<MailAddress>> senders,
            int hops,
            int hopLimit) {
        this(account, headerIsWhole, authors, senders, hops, hopLimit, List.of());
    }
}
