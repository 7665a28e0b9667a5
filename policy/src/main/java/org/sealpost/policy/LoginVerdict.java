package org.sealpost.policy;

import org.sealpost.identity.DirectoryEntry;

/** Whether somebody who showed something else than a password is logged in. */
public sealed interface LoginVerdict {
    record LogIn(DirectoryEntry.Account account) implements LoginVerdict {}

    record Refuse() implements LoginVerdict {}
}
