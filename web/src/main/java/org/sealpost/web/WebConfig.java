package org.sealpost.web;

import java.net.InetSocketAddress;
import org.sealpost.mail.Domain;

/**
 * The console over HTTPS.
 *
 * @param address where it is answered; port 0 takes a free one
 * @param openOnLoopback whether a browser on this very machine needs no token; for the demo
 * @param tokens that administrators' links hold
 */
public record WebConfig(
        InetSocketAddress address, Domain domain, String hostName, boolean openOnLoopback, ConsoleTokens tokens) {}
