package org.sealpost.app.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * Everything that an installation may set. All but the domain has a default.
 *
 * @param data the folder that holds all data; the configuration file lies in it
 * @param hostName by which clients and other servers reach this machine
 */
public record Configuration(
        Path data,
        Domain domain,
        String hostName,
        Listeners listen,
        Store store,
        Delivery delivery,
        LdapAccess ldap,
        Limits limits,
        Authority authority,
        Console console) {

    /** Where each protocol is answered; an absent one is switched off. */
    public record Listeners(
            Optional<InetSocketAddress> smtp,
            Optional<InetSocketAddress> submission,
            Optional<InetSocketAddress> submissions,
            Optional<InetSocketAddress> imap,
            Optional<InetSocketAddress> imaps,
            Optional<InetSocketAddress> pop3,
            Optional<InetSocketAddress> pop3s,
            Optional<InetSocketAddress> ldap,
            Optional<InetSocketAddress> ldaps,
            Optional<InetSocketAddress> https,
            Optional<InetSocketAddress> pki,
            Optional<InetSocketAddress> enroll) {}

    /** Where data lie: {@code sqlite} for a file in the data folder, or {@code jdbc:postgresql://host/database?user=...}. */
    public record Store(String url) {
        public boolean isSqlite() {
            return url.equals("sqlite");
        }
    }

    /** The way out: {@code host:port} of a smart host that takes all mail to the outside, or none for delivery by MX. */
    public record Delivery(Optional<String> smartHost) {}

    /** Whether address-book look-ups need no login. */
    public record LdapAccess(boolean anonymous) {}

    public record Limits(long messageBytes, int recipients) {}

    /** Where others find CRL, OCSP and CA certificates; it stands in every certificate. */
    public record Authority(String url) {}

    /**
     * How administrators come in.
     *
     * @param openOnLoopback whether a browser on this very machine sees the console without a token; for the demo only
     * @param socket a second control socket, for other users of this machine; what they may do is said by their roles
     */
    public record Console(boolean openOnLoopback, Optional<Path> socket) {}
}
