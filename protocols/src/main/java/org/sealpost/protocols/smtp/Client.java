package org.sealpost.protocols.smtp;

import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;

/**
 * What is known about the client of a session.
 *
 * @param helo the name it gave itself
 * @param dialect of its greeting
 * @param account who logged in
 */
record Client(
        String address,
        String helo,
        Dialect dialect,
        SessionSecurity security,
        Optional<DirectoryEntry.Account> account) {
    Origin origin() {
        return account.<Origin>map(known -> new Origin.Submitted(known.address()))
                .orElseGet(() -> new Origin.Received(peer()));
    }

    Client with(SessionSecurity proved) {
        return new Client(address, helo, dialect, proved, account);
    }

    /** For people. */
    String peer() {
        return helo + " [" + address + "]";
    }
}
