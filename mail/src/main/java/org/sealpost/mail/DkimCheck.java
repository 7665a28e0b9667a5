package org.sealpost.mail;

import java.util.Optional;

/**
 * Whether a domain's signature of a message is good (RFC 6376).
 *
 * @param domain that signed; none if the signature does not say it readably
 * @param selector of its key; "" if the signature does not say it readably
 */
public record DkimCheck(AuthenticationResult result, Optional<Domain> domain, String selector) {}
