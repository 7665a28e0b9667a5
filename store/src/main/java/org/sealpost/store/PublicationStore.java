package org.sealpost.store;

import org.sealpost.identity.Publication;
import org.sealpost.identity.Publications;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

/** What is published of each domain, in the database. */
public final class PublicationStore implements Publications {
    private final Database database;

    public PublicationStore(Database database) {
        this.database = database;
    }

    @Override
    public Publication of(Domain domain) {
        return database.read(sql -> sql.one(
                        "SELECT page, ldap, own_certificates FROM publication WHERE domain = ?",
                        row -> new Publication(row.getInt(1) == 1, row.getInt(2) == 1, row.getInt(3) == 1),
                        domain.name()))
                .orElse(Publication.NOTHING);
    }

    @Override
    public void set(Domain domain, Publication publication) {
        database.write(Versioned.raised(sql -> {
            Places.requireDomainHereOrBehind(sql, domain);
            sql.update("DELETE FROM publication WHERE domain = ?", domain.name());
            return sql.update(
                    "INSERT INTO publication (domain, page, ldap, own_certificates) VALUES (?, ?, ?, ?)",
                    domain.name(),
                    publication.page(),
                    publication.ldap(),
                    publication.ownCertificates());
        }));
    }
}
