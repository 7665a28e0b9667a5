package org.sealpost.protocols.session;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * An address on which mail can be read, and how TLS begins there. Port 0 takes any free port.
 *
 * @param asking the TLS in which clients are asked for a certificate; none where nobody is asked
 */
public record Listen(InetSocketAddress address, TlsStart tls, Optional<AskingTls> asking) {
    /** Where nobody is asked for a certificate. */
    public Listen(InetSocketAddress address, TlsStart tls) {
        this(address, tls, Optional.empty());
    }

    /** How TLS begins (RFC 8314 prefers at once). */
    public enum TlsStart {
        AT_ONCE,
        BY_STARTTLS
    }
}
