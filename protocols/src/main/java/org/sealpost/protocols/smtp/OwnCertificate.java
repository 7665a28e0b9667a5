package org.sealpost.protocols.smtp;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.session.AnyPeer;

/** Shows our certificate to a server that asks for it, and remembers whether it did. For one connection. */
final class OwnCertificate extends X509ExtendedKeyManager {
    private static final SSLContext WITHOUT = context();

    private final X509ExtendedKeyManager ours;
    private volatile boolean shown;

    private OwnCertificate(X509ExtendedKeyManager ours) {
        this.ours = ours;
    }

    /** How TLS is spoken on one connection, with or without a certificate of ours. */
    record Context(SSLContext tls, Optional<OwnCertificate> certificate) {
        boolean wasShown() {
            return certificate.filter(one -> one.shown).isPresent();
        }
    }

    /** Fresh, so that no session of before is resumed: then nobody would ask for the certificate. */
    static Context contextOf(X509ExtendedKeyManager ours) {
        OwnCertificate own = new OwnCertificate(ours);
        return new Context(context(own), Optional.of(own));
    }

    /** Ours is for partners only. */
    static Context contextFor(Hop hop) {
        return hop.partner()
                .flatMap(PartnerPeers.Peer::ours)
                .map(OwnCertificate::contextOf)
                .orElseGet(() -> new Context(WITHOUT, Optional.empty()));
    }

    /** Unverified TLS still keeps out whoever only listens; what the other side proves is judged after the handshake. */
    static SSLContext context(KeyManager... keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new AnyPeer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks TLS", e);
        }
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
        return noted(ours.chooseClientAlias(types, issuers, socket));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
        return noted(ours.chooseEngineClientAlias(types, issuers, engine));
    }

    private @Nullable String noted(@Nullable String alias) {
        shown |= alias != null;
        return alias;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return ours.getClientAliases(type, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return ours.getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return ours.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return ours.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return ours.getPrivateKey(alias);
    }
}
