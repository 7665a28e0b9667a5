package org.sealpost.identity;

import java.util.List;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;

/** The keys with which our domains sign mail. None is ever taken away: mail that it signed may still be on its way. */
public interface DomainKeys {
    /** Newest first. */
    List<DomainKey> of(Domain domain);

    /** A selector that the domain has already is refused by the database. */
    Change adding(DomainKey key);
}
