package org.sealpost.protocols.sasl;

import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a login may rest on of the TLS connection in which it happens.
 *
 * @param binding what only the two ends of this connection know, {@code tls-exporter} (RFC 9266); only with TLS 1.3, since
 *     before that two connections can be made to have the same
 * @param shown the certificates that the client showed, DER, its own first; nobody has judged them
 */
public record Channel(Optional<byte[]> binding, List<byte[]> shown) {
    /** A connection about which nothing is known. */
    public static final Channel NONE = new Channel(Optional.empty(), List.of());

    static final String BINDING_TYPE = "tls-exporter";
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int BYTES = 32;
    private static final int CHAIN_LIMIT = 10;

    public Channel {
        shown = List.copyOf(shown);
    }

    public static Channel of(Optional<SSLSession> session, List<byte[]> shown) {
        return new Channel(session.flatMap(Channel::exported), shown);
    }

    /** The certificates that the other side showed, DER, its own first; empty if it showed none. */
    public static List<byte[]> shown(SSLSession session) {
        try {
            List<byte[]> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add(certificate.getEncoded());
            }
            return chain.subList(0, Math.min(chain.size(), CHAIN_LIMIT));
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return List.of();
        }
    }

    private static Optional<byte[]> exported(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession tls) || !"TLSv1.3".equals(session.getProtocol())) {
            return Optional.empty();
        }
        try {
            return Optional.of(tls.exportKeyingMaterialData(LABEL, new byte[0], BYTES));
        } catch (SSLException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
