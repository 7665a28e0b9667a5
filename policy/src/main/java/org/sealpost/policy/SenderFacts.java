package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/**
 * What is known when a client names the sender of a message.
 *
 * @param account who logged in; empty if a server on the Internet brings the message
 * @param reversePath the sender; empty for a bounce
 * @param domainIsOurs whether the sender's domain is one of ours
 */
public record SenderFacts(
        Optional<DirectoryEntry.Account> account, Optional<MailAddress> reversePath, boolean domainIsOurs) {}
