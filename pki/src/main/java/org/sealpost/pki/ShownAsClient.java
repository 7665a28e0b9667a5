package org.sealpost.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate to every server that asks for any: what it trusts is agreed outside of TLS, so the issuers that it
 * names decide nothing.
 */
final class ShownAsClient extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private final String alias;

    ShownAsClient(X509ExtendedKeyManager keys, String alias) {
        this.keys = keys;
        this.alias = alias;
    }

    private @Nullable String chosen(String[] keyTypes) {
        PrivateKey key = keys.getPrivateKey(alias);
        return key != null && Arrays.asList(keyTypes).contains(key.getAlgorithm()) ? alias : null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return chosen(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return chosen(keyTypes);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String name) {
        return keys.getCertificateChain(name);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String name) {
        return keys.getPrivateKey(name);
    }
}
