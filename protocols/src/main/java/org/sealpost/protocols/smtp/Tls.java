package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.TlsLevel;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.protocols.sasl.Channel;

/** Puts TLS on a connection that is there already, as STARTTLS wants it (RFC 3207). */
final class Tls {
    /** RFC 8996 forbids what is older. */
    static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /** @param asking whether the client is asked for a certificate, of which it may have none */
    static SSLSocket serverSide(SSLContext context, Socket plain, ConnectorTerms terms, boolean asking)
            throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, (java.io.InputStream) null, true);
        secured.setUseClientMode(false);
        secured.setWantClientAuth(asking);
        secured.setEnabledProtocols(terms.tls13() ? new String[] {VERSIONS[0]} : VERSIONS);
        secured.startHandshake();
        return secured;
    }

    /** The certificates that the other side showed, DER, its own first; empty if it showed none. */
    static List<byte[]> shown(SSLSocket secured) {
        return Channel.shown(secured.getSession());
    }

    static List<X509Certificate> peerCertificates(SSLSocket secured) throws SSLPeerUnverifiedException {
        return Arrays.stream(secured.getSession().getPeerCertificates())
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static String subject(SSLSocket secured) {
        try {
            return "certificate of "
                    + peerCertificates(secured)
                            .getFirst()
                            .getSubjectX500Principal()
                            .getName();
        } catch (SSLPeerUnverifiedException e) {
            return "no certificate shown to us";
        }
    }

    static TlsLevel level(SessionSecurity security) {
        return switch (security) {
            case SessionSecurity.Plain() -> TlsLevel.CLEAR;
            case SessionSecurity.Tls(String version, String cipher) -> level(version);
            case SessionSecurity.MutualTls mutual -> level(mutual.version());
        };
    }

    private static TlsLevel level(String version) {
        return version.equals(VERSIONS[0]) ? TlsLevel.TLS_1_3 : TlsLevel.TLS_1_2;
    }

    /** What was reached; the transcript is told of it. */
    static SessionSecurity security(SSLSocket secured, Transcript transcript) {
        SSLSession session = secured.getSession();
        if (transcript.isOn()) {
            String shown = shown(secured).isEmpty() ? "no certificate shown to us" : subject(secured);
            transcript.note(session.getProtocol() + " " + session.getCipherSuite() + "; " + shown, "TLS");
        }
        return new SessionSecurity.Tls(session.getProtocol(), session.getCipherSuite());
    }

    /** What a login may rest on; empty if there is no TLS. */
    static Optional<Channel> channel(Socket socket, List<byte[]> shown) {
        return socket instanceof SSLSocket secured
                ? Optional.of(Channel.of(Optional.of(secured.getSession()), shown))
                : Optional.empty();
    }
}
