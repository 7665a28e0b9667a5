package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;

/** The domains whose mailboxes lie on servers behind this one. */
public interface RelayDomains {
    /** There are none. */
    RelayDomains NONE = new RelayDomains() {
        @Override
        public List<RelayDomain> all() {
            return List.of();
        }

        @Override
        public Change putting(RelayDomain domain) {
            throw new UnsupportedOperationException("nothing is kept here");
        }

        @Override
        public Change removing(Domain domain) {
            throw new UnsupportedOperationException("nothing is kept here");
        }
    };

    /** In order of their names. */
    List<RelayDomain> all();

    default Optional<RelayDomain> of(Domain domain) {
        for (RelayDomain one : all()) {
            if (one.domain().equals(domain)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** In the place of what was known of the domain. */
    Change putting(RelayDomain domain);

    Change removing(Domain domain);
}
