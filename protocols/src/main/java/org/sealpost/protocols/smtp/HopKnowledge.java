package org.sealpost.protocols.smtp;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.dns.Tlsa;

/**
 * What is known about a host before a connection to it, by which its certificate is judged. A connection may be used again by
 * whoever knows the same.
 *
 * @param domain the recipients' domain; none if the host takes mail for all
 * @param sureName whether the host's name comes from a signed zone or from the administrator
 * @param tlsa what can be used of the TLSA records
 * @param listed whether the domain's MTA-STS policy lists the host
 * @param partner whose host it is
 */
record HopKnowledge(
        Optional<Domain> domain, boolean sureName, List<Tlsa> tlsa, boolean listed, Optional<String> partner) {
    HopKnowledge {
        tlsa = List.copyOf(tlsa);
    }
}
