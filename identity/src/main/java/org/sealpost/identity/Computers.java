package org.sealpost.identity;

import java.util.List;
import java.util.Optional;

/** The computers of the organisation, as everybody in the house reads them. */
public interface Computers {
    /** The computer with this name or further name, fully qualified; case is ignored. */
    Optional<Computer> find(String dnsName);

    /** All of them, in order of their host names. */
    List<Computer> all();
}
