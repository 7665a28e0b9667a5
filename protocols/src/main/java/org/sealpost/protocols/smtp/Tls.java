package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.sealpost.mail.SessionSecurity;

/** Puts TLS on a connection that is there already, as STARTTLS wants it (RFC 3207). */
final class Tls {
    /** RFC 8996 forbids what is older. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    static SSLSocket serverSide(SSLContext context, Socket plain) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, (java.io.InputStream) null, true);
        secured.setUseClientMode(false);
        secured.setEnabledProtocols(VERSIONS);
        secured.startHandshake();
        return secured;
    }

    static SessionSecurity security(SSLSocket secured) {
        SSLSession session = secured.getSession();
        return new SessionSecurity.Tls(session.getProtocol(), session.getCipherSuite());
    }
}
