package org.sealpost.web;

import java.net.InetSocketAddress;
import org.sealpost.mail.Domain;

/**
 * The console over HTTPS.
 *
 * @param address where it is answered; port 0 takes a free one
 * @param openOnLoopback whether a browser on this very machine needs no token; for the demo
 * @param token that an administrator's link holds
 */
public record WebConfig(
        InetSocketAddress address, Domain domain, String hostName, boolean openOnLoopback, String token) {
    private static final int LEAST_TOKEN = 20;

    public WebConfig {
        if (token.length() < LEAST_TOKEN) {
            throw new IllegalArgumentException("a token has at least " + LEAST_TOKEN + " characters");
        }
    }
}
