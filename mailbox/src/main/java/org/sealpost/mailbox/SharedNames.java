package org.sealpost.mailbox;

import java.util.Optional;
import org.apache.james.core.Domain;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;

/**
 * The names under which users see folders that are not their own: {@code Shared.bob.Projects} is bob's, {@code Public.News}
 * belongs to nobody. A dot in an owner's name would end the name for IMAP; it is shown as a one-dot leader, which looks the
 * same.
 */
final class SharedNames {
    static final String SHARED = "Shared";
    static final String PUBLIC = "Public";
    /** Owns the public folders of a domain. No account can have this name: its local part has a space. */
    private static final String NOBODY = "public folders";

    private static final char DOT = '.';
    private static final char ONE_DOT_LEADER = '\u2024';

    private SharedNames() {}

    static Username publicOwner(String domain) {
        return Username.of(NOBODY + "@" + domain);
    }

    /** The folder that a user means by a name. */
    static MailboxPath real(MailboxPath path, MailboxSession session) {
        Optional<Domain> domain = session.getUser().getDomainPart();
        if (domain.isEmpty() || !path.belongsTo(session)) {
            return path;
        }
        String name = path.getName();
        if (name.startsWith(PUBLIC + DOT)) {
            return MailboxPath.forUser(publicOwner(domain.get().asString()), name.substring(PUBLIC.length() + 1));
        }
        int end = name.indexOf(DOT, SHARED.length() + 1);
        if (name.startsWith(SHARED + DOT) && end > SHARED.length() + 1) {
            String owner = name.substring(SHARED.length() + 1, end).replace(ONE_DOT_LEADER, DOT);
            return MailboxPath.forUser(Username.fromLocalPartWithDomain(owner, domain.get()), name.substring(end + 1));
        }
        return path;
    }

    /** The name under which a user sees a folder. */
    static MailboxPath seenBy(MailboxPath path, MailboxSession session) {
        if (path.belongsTo(session)) {
            return path;
        }
        String owner = path.getUser().getLocalPart();
        String name = owner.equals(NOBODY)
                ? PUBLIC + DOT + path.getName()
                : SHARED + DOT + owner.replace(DOT, ONE_DOT_LEADER) + DOT + path.getName();
        return MailboxPath.forUser(session.getUser(), name);
    }
}
