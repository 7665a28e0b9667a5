package org.sealpost.mail;

import java.util.Optional;

/**
 * Whether the server that brought a message may send for the domain of its reverse path (RFC 7208).
 *
 * @param domain of the reverse path, or of HELO if that is empty; none if it is no domain
 * @param ofHelo whether it is that of HELO
 */
public record SpfCheck(AuthenticationResult result, Optional<Domain> domain, boolean ofHelo) {}
