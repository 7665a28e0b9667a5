package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.SendingRight;
import org.sealpost.mail.MailAddress;

/**
 * What is known when a client names the sender of a message.
 *
 * @param account who logged in; empty if a server on the Internet brings the message
 * @param reversePath the sender; empty for a bounce
 * @param domainIsOurs whether the sender's domain is one of ours
 * @param shared the shared mailboxes in whose name the account may write
 * @param trust for what the client is trusted without a login
 */
public record SenderFacts(
        Optional<DirectoryEntry.Account> account,
        Optional<MailAddress> reversePath,
        boolean domainIsOurs,
        List<SendingRight> shared,
        ClientTrust trust) {
    public SenderFacts {
        shared = List.copyOf(shared);
    }

    /** Of a client that is trusted for nothing else. */
    public SenderFacts(
            Optional<DirectoryEntry.Account> account,
            Optional<MailAddress> reversePath,
            boolean domainIsOurs,
            List<SendingRight> shared) {
        this(account, reversePath, domainIsOurs, shared, ClientTrust.stranger());
    }

    /** Of somebody who writes in no other name. */
    public SenderFacts(
            Optional<DirectoryEntry.Account> account, Optional<MailAddress> reversePath, boolean domainIsOurs) {
        this(account, reversePath, domainIsOurs, List.of());
    }
}
