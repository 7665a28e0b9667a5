package org.sealpost.store;

import java.sql.SQLException;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.mail.Domain;
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

    /** The empty path is the domain itself. */
    static void requireUnit(Sql sql, Domain domain, String path) throws SQLException {
        boolean known = path.isEmpty()
                || sql.count("SELECT COUNT(*) FROM unit WHERE domain = ? AND path = ?", domain.name(), path) > 0;
        if (!known) {
            throw new DirectoryConflict("no unit " + path + " in " + domain + "; add it with: sealpost unit add");
        }
    }
}
