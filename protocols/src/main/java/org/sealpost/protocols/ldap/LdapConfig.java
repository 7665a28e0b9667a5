package org.sealpost.protocols.ldap;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the directory answers.
 *
 * @param ldap plain LDAP with StartTLS; none if not wanted. Port 0 takes a free one.
 * @param ldaps LDAP inside TLS; none if not wanted
 * @param anonymous whether look-ups need no login
 * @param sizeLimit the most entries that one search gives
 */
public record LdapConfig(
        Optional<InetSocketAddress> ldap, Optional<InetSocketAddress> ldaps, boolean anonymous, int sizeLimit) {
    public static final int DEFAULT_SIZE_LIMIT = 1_000;
}
