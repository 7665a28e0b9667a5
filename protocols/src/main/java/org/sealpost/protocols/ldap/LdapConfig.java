package org.sealpost.protocols.ldap;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the directory answers.
 *
 * @param ldap plain LDAP with StartTLS; none if not wanted. Port 0 takes a free one.
 * @param ldaps LDAP inside TLS; none if not wanted
 * @param anonymous what is told without a login
 * @param sizeLimit the most entries that one search, or one page of it, gives
 * @param timeLimit the longest that one search takes
 */
public record LdapConfig(
        Optional<InetSocketAddress> ldap,
        Optional<InetSocketAddress> ldaps,
        Anonymous anonymous,
        int sizeLimit,
        Duration timeLimit) {
    public static final int DEFAULT_SIZE_LIMIT = 1_000;
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(20);
}
