package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/**
 * What is known when a client names a recipient of a message.
 *
 * @param loggedIn whether an account of ours sends the message
 * @param domainIsOurs whether the recipient's domain is one of ours
 * @param entry what the directory holds under the address, or who reads it if it is a role such as postmaster
 * @param groupSize how many people get the message if the recipient is a group, groups in it counted with theirs; at least so many
 *     if it is expanded later
 * @param inner what the server behind this one says, if the mailboxes of the domain lie there
 * @param trust for what the client is trusted without a login
 * @param expandedLater whether it is a group so large that nobody counts its people while the client waits
 */
public record RecipientFacts(
        MailAddress recipient,
        boolean loggedIn,
        boolean domainIsOurs,
        Optional<DirectoryEntry> entry,
        int groupSize,
        int groupLimit,
        boolean expandedLater,
        Optional<InnerAnswer> inner,
        ClientTrust trust) {
    /** Where no server lies behind. */
    public RecipientFacts(
            MailAddress recipient,
            boolean loggedIn,
            boolean domainIsOurs,
            Optional<DirectoryEntry> entry,
            int groupSize,
            int groupLimit,
            boolean expandedLater) {
        this(
                recipient,
                loggedIn,
                domainIsOurs,
                entry,
                groupSize,
                groupLimit,
                expandedLater,
                Optional.empty(),
                ClientTrust.stranger());
    }

    /** The same where a server may lie behind, from a client that may be trusted. */
    public RecipientFacts behind(Optional<InnerAnswer> answer, ClientTrust client) {
        return new RecipientFacts(
                recipient, loggedIn, domainIsOurs, entry, groupSize, groupLimit, expandedLater, answer, client);
    }

    /** Of a recipient whose people are known. */
    public RecipientFacts(
            MailAddress recipient,
            boolean loggedIn,
            boolean domainIsOurs,
            Optional<DirectoryEntry> entry,
            int groupSize,
            int groupLimit) {
        this(recipient, loggedIn, domainIsOurs, entry, groupSize, groupLimit, false);
    }
}
