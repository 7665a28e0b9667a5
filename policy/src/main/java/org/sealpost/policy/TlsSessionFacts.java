package org.sealpost.policy;

import java.util.Optional;

/**
 * What is known about one connection, for a report about it.
 *
 * @param stsFault why there is no MTA-STS policy although the DNS says so
 * @param daneFault why the certificate is not that of the TLSA records
 * @param nameFault why the certificate does not prove the host's name
 */
public record TlsSessionFacts(
        HopFacts.Dane dane,
        HopFacts.Sts sts,
        Optional<TlsResult> stsFault,
        Connection connection,
        Optional<TlsResult> daneFault,
        Optional<TlsResult> nameFault) {

    /** How far it came. */
    public enum Connection {
        /** The host was not even tried. */
        NONE,
        HANDSHAKE_FAILED,
        CLEAR,
        ENCRYPTED
    }
}
