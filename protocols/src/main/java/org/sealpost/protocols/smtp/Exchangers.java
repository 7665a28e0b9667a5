package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.util.List;
import org.sealpost.mail.Domain;

/** Finds the servers that take mail for a domain. */
public interface Exchangers {
    /**
     * The hosts in the order in which they are to be tried, RFC 5321 section 5.1.
     *
     * @throws org.sealpost.mail.MailFailure 5.1.2 if there is no such domain, 5.1.10 if it takes no mail (RFC 7505), 4.4.3 if
     *     nobody answers
     */
    List<Host> of(Domain domain);

    /** The addresses of one host, by name. */
    List<InetAddress> addresses(String host);

    /**
     * A host by its name; its addresses are looked up when it is its turn.
     *
     * @param sure whether it is signed that the domain named it
     */
    record Host(String name, boolean sure) {}
}
