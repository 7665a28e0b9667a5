package org.sealpost.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.SubjectNames;
import org.sealpost.pki.IssuedCertificates.Issued;

/**
 * Who the server is in TLS: a certificate of our own authority over all its names. A new one takes effect at the next
 * handshake, without a restart.
 */
public final class TlsIdentity implements Supplier<SSLContext> {
    private static final String OWNER = "server tls";
    private static final String ALIAS = "sealpost";

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    private final AtomicReference<Optional<Current>> current = new AtomicReference<>(Optional.empty());
    private final SSLContext context;

    public TlsIdentity(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.keys = keys;
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager()}, null, null);
        } catch (GeneralSecurityException e) {
            throw new AuthorityFailure("this Java has no TLS", e);
        }
    }

    private record Current(PrivateKey key, List<X509Certificate> chain) {}

    /**
     * Makes sure that there is a certificate over exactly these names with time left; issues one if not.
     *
     * @param names host names and IP addresses
     * @return the fingerprint of a new certificate, for the audit log; empty if the one there is good
     */
    public synchronized Optional<String> ensure(Set<String> names, Instant now) {
        Instant enough = now.plus(Templates.TLS_SERVER.renewalPeriod());
        for (Issued held : book.held(OWNER)) {
            Optional<PrivateKey> key = keys.find(held.keyId());
            X509Certificate certificate =
                    CertificateAuthority.certificate(held.certificate().der());
            boolean fits = names(certificate).equals(normal(names))
                    && held.certificate().facts().isValidAt(enough)
                    && held.certificate().facts().status() == org.sealpost.identity.CertificateStatus.ACTIVE;
            if (fits && key.isPresent()) {
                use(certificate, held.issuer(), key.get());
                return Optional.empty();
            }
        }
        KeyPair pair = KeyPairs.generate(Templates.TLS_SERVER.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate());
        String first = names.stream().sorted().findFirst().orElseThrow();
        Issued issued = authority.issue(
                new CertificateRequest(
                        Templates.TLS_SERVER,
                        SubjectNames.hosts(first, List.copyOf(normal(names))),
                        pair.getPublic(),
                        OWNER),
                now);
        use(CertificateAuthority.certificate(issued.certificate().der()), issued.issuer(), pair.getPrivate());
        return Optional.of(issued.certificate().facts().fingerprint());
    }

    /** For servers: TLS with the current certificate. One context for the life of the process; its certificate changes. */
    @Override
    public SSLContext get() {
        return context;
    }

    /** The certificate that clients are shown, once there is one. */
    public Optional<X509Certificate> certificate() {
        return current.get().map(identity -> identity.chain().getFirst());
    }

    /** The root is left out: who does not have it does not trust it for being sent (RFC 8446 section 4.4.2). */
    private void use(X509Certificate certificate, String issuer, PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        authority.helpers(issuer).forEach(der -> chain.add(CertificateAuthority.certificate(der)));
        current.set(Optional.of(new Current(key, chain)));
    }

    /** Host names without case; addresses as they are written in full. */
    private static Set<String> normal(Set<String> names) {
        Set<String> normal = new TreeSet<>();
        for (String name : names) {
            normal.add(name.equals("::1") ? "0:0:0:0:0:0:0:1" : name.toLowerCase(java.util.Locale.ROOT));
        }
        return normal;
    }

    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new TreeSet<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? new ArrayList<List<?>>() : alternatives) {
                names.add(String.valueOf(name.get(1)));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    /** Gives every handshake what is current then. */
    public X509ExtendedKeyManager keyManager() {
        return new X509ExtendedKeyManager() {
            @Override
            public @Nullable String chooseEngineServerAlias(
                    String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
                return alias(keyType);
            }

            @Override
            public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
                return alias(keyType);
            }

            private @Nullable String alias(String keyType) {
                return keyType.equals("EC") && current.get().isPresent() ? ALIAS : null;
            }

            @Override
            public X509Certificate @Nullable [] getCertificateChain(String alias) {
                return current.get()
                        .map(identity -> identity.chain().toArray(new X509Certificate[0]))
                        .orElse(null);
            }

            @Override
            public @Nullable PrivateKey getPrivateKey(String alias) {
                return current.get().map(Current::key).orElse(null);
            }

            @Override
            public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
                return keyType.equals("EC") ? new String[] {ALIAS} : null;
            }

            @Override
            public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
                return null;
            }

            @Override
            public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
                return null;
            }
        };
    }
}
