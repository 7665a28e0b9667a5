package org.sealpost.protocols.session;

import java.net.InetSocketAddress;

/** An address on which mail can be read, and how TLS begins there. Port 0 takes any free port. */
public record Listen(InetSocketAddress address, TlsStart tls) {
    /** How TLS begins (RFC 8314 prefers at once). */
    public enum TlsStart {
        AT_ONCE,
        BY_STARTTLS
    }
}
