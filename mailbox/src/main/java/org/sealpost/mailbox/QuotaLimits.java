package org.sealpost.mailbox;

import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/** How much an account may hold; 0 is no limit. */
public interface QuotaLimits {
    long bytes(String owner);

    default long messages(String owner) {
        return 0;
    }

    /** The limits that the directory gives. */
    static QuotaLimits of(Directory directory) {
        return owner -> owner.indexOf('@') < 1
                ? 0
                : directory
                        .account(MailAddress.parse(owner))
                        .map(DirectoryEntry.Account::quotaBytes)
                        .orElse(0L);
    }
}
