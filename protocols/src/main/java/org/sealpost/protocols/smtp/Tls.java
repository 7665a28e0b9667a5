package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.TlsLevel;

/** Puts TLS on a connection that is there already, as STARTTLS wants it (RFC 3207). */
final class Tls {
    /** RFC 8996 forbids what is older. */
    static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    static SSLSocket serverSide(SSLContext context, Socket plain) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, (java.io.InputStream) null, true);
        secured.setUseClientMode(false);
        secured.setEnabledProtocols(VERSIONS);
        secured.startHandshake();
        return secured;
    }

    static List<X509Certificate> peerCertificates(SSLSocket secured) throws SSLPeerUnverifiedException {
        return Arrays.stream(secured.getSession().getPeerCertificates())
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    static TlsLevel level(SessionSecurity security) {
        return switch (security) {
            case SessionSecurity.Plain() -> TlsLevel.CLEAR;
            case SessionSecurity.Tls(String version, String cipher) ->
                version.equals(VERSIONS[0]) ? TlsLevel.TLS_1_3 : TlsLevel.TLS_1_2;
        };
    }

    static SessionSecurity security(SSLSocket secured) {
        SSLSession session = secured.getSession();
        return new SessionSecurity.Tls(session.getProtocol(), session.getCipherSuite());
    }
}
