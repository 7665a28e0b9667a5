package org.sealpost.identity;

import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Certificates of whole domains, with which gateways seal mail for each other (RFC 3183). They lie among all others under the
 * name that the RFC gives to such a gateway.
 */
public final class DomainCertificates {
    /** The local part of the address of every gateway, RFC 3183 section 3.1. */
    public static final String NAME = "domain-confidentiality-authority";

    private DomainCertificates() {}

    /** Under which address the certificates of a domain lie. */
    public static MailAddress nameOf(Domain domain) {
        return new MailAddress(NAME, domain);
    }

    /** The domain whose gateway has this address. */
    public static Optional<Domain> domainOf(MailAddress address) {
        return address.localPart().toLowerCase(Locale.ROOT).equals(NAME)
                ? Optional.of(address.domain())
                : Optional.empty();
    }
}
