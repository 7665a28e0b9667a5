package org.sealpost.pki.revocation;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What the house may fetch because a certificate of somebody outside says so.
 *
 * @param online whether it fetches anything
 * @param https whether addresses of https are fetched, too; checking their certificates would need what is fetched
 * @param allowedNetworks {@code 10.1.0.0/16}: private networks that may be asked nevertheless
 * @param proxy through which everything goes
 */
public record FetchConfig(
        boolean online, boolean https, List<Network> allowedNetworks, Optional<InetSocketAddress> proxy) {
    public static final FetchConfig STANDARD = new FetchConfig(true, false, List.of(), Optional.empty());
    public static final FetchConfig OFFLINE = new FetchConfig(false, false, List.of(), Optional.empty());

    public FetchConfig {
        allowedNetworks = List.copyOf(allowedNetworks);
    }
}
