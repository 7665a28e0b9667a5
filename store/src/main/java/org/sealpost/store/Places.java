package org.sealpost.store;

import java.sql.SQLException;
import java.util.List;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Sql;

/** Where an entry may lie: in a domain of ours, and there in a unit that exists. */
final class Places {
    private Places() {}

    static void requireDomain(Sql sql, Domain domain) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM domain WHERE name = ?", domain.name()) == 0) {
            throw new DirectoryConflict(
                    domain + " is not one of our domains; add it with: sealpost domain add " + domain);
        }
    }

    /** For people, and what is published of them: the domain may also lie on a server behind this one. */
    static void requireDomainHereOrBehind(Sql sql, Domain domain) throws SQLException {
        if (!isBehind(sql, domain)) {
            requireDomain(sql, domain);
        }
    }

    /** Who has addresses here and behind has a mailbox in two places, of which one nobody reads. */
    static void requireOnePlace(Sql sql, List<MailAddress> addresses) throws SQLException {
        boolean first = isBehind(sql, addresses.getFirst().domain());
        for (MailAddress address : addresses) {
            requireDomainHereOrBehind(sql, address.domain());
            if (isBehind(sql, address.domain()) != first) {
                throw new DirectoryConflict(addresses.getFirst() + " and " + address
                        + " lie in different places: one here, one on a server behind");
            }
        }
    }

    private static boolean isBehind(Sql sql, Domain domain) throws SQLException {
        return sql.count("SELECT COUNT(*) FROM relay_domain WHERE domain = ?", domain.name()) > 0;
    }

    /** The empty path is the domain itself. */
    static void requireUnit(Sql sql, Domain domain, String path) throws SQLException {
        boolean known = path.isEmpty()
                || sql.count("SELECT COUNT(*) FROM unit WHERE domain = ? AND path = ?", domain.name(), path) > 0;
        if (!known) {
            throw new DirectoryConflict("no unit " + path + " in " + domain + "; add it with: sealpost unit add");
        }
    }
}
