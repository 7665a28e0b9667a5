package org.sealpost.protocols.session;

import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * TLS in which clients are asked for a certificate. They may have none, and nobody is judged in the handshake: whom a
 * certificate logs in is decided when its owner wants to log in. No list of issuers goes out, since a client that finds none
 * of its own there would show nothing.
 *
 * @param keys by which we show ours
 */
public record AskingTls(KeyManager keys) implements Supplier<SSLContext> {
    /** A context of its own: no session is a resumption of another, each shows its certificate anew. */
    @Override
    public SSLContext get() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {new AnyPeer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
