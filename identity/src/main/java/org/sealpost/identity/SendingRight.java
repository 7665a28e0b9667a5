package org.sealpost.identity;

/**
 * A shared mailbox in whose name somebody may write.
 *
 * @param mailbox the account of the mailbox
 * @param as whether it may look as if the mailbox itself wrote; else the writer is named in Sender
 */
public record SendingRight(DirectoryEntry.Account mailbox, boolean as) {}
