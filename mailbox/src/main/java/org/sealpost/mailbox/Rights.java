package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.james.core.Username;
import org.apache.james.mailbox.acl.MailboxACLResolver;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do with a folder (RFC 4314 section 2): the owner everything; others the union of what is granted to them,
 * to their groups and to anyone, less what is denied.
 */
final class Rights implements MailboxACLResolver {
    private final Identifiers identifiers;

    Rights(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    @Override
    public Rfc4314Rights resolveRights(@Nullable Username user, MailboxACL granted, String owner)
            throws UnsupportedRightException {
        if (user == null) {
            return MailboxACL.NO_RIGHTS;
        }
        if (user.asString().equals(owner)) {
            return MailboxACL.FULL_RIGHTS;
        }
        if (granted.getEntries().isEmpty()) {
            return MailboxACL.NO_RIGHTS;
        }
        List<EntryKey> meant = identifiers.of(user);
        Rfc4314Rights given = MailboxACL.NO_RIGHTS;
        Rfc4314Rights denied = MailboxACL.NO_RIGHTS;
        for (Map.Entry<EntryKey, Rfc4314Rights> entry : granted.getEntries().entrySet()) {
            EntryKey key = entry.getKey();
            boolean applies = meant.stream()
                    .anyMatch(own -> own.getName().equals(key.getName()) && own.getNameType() == key.getNameType());
            if (applies && key.isNegative()) {
                denied = denied.union(entry.getValue());
            } else if (applies) {
                given = given.union(entry.getValue());
            }
        }
        return given.except(denied);
    }

    @Override
    public MailboxACL applyGlobalACL(MailboxACL granted) throws UnsupportedRightException {
        return granted.union(MailboxACL.OWNER_FULL_ACL);
    }

    /** Nothing is granted to anybody from the start but everything to the owner; each right can be granted alone. */
    @Override
    public List<Rfc4314Rights> listRights(EntryKey key, String owner) {
        boolean isOwner = key.getName().equals(owner) || key.equals(MailboxACL.OWNER_KEY);
        List<Rfc4314Rights> rights = new ArrayList<>();
        rights.add(isOwner ? MailboxACL.FULL_RIGHTS : MailboxACL.NO_RIGHTS);
        if (!isOwner) {
            MailboxACL.FULL_RIGHTS.list().forEach(right -> rights.add(new Rfc4314Rights(right)));
        }
        return rights;
    }
}
