package org.sealpost.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.SubjectNames;
import org.sealpost.pki.IssuedCertificates.Issued;

/**
 * Who the server is in TLS: a certificate of our own authority over all its names. A new one takes effect at the next
 * handshake, without a restart.
 */
public final class TlsIdentity implements Supplier<SSLContext> {
    /** To partners the server is a client, too, and their servers ask for a certificate that says so. */
    private static final CertificateTemplate TEMPLATE = Templates.PARTNER_TLS;

    private static final String OWNER = "server tls";
    private static final String ALIAS = "sealpost";
    private static final Duration INTERIM = Duration.ofDays(30);
    private static final String PUBLIC_ALIAS = "public";
    private static final String GIVEN_ALIAS = "given";
    private static final String NO_SERVICE = "";

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    private final AtomicReference<Optional<Current>> current = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Current>> outside = new AtomicReference<>(Optional.empty());
    private final Map<String, Current> given = new ConcurrentHashMap<>();
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    public TlsIdentity(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.keys = keys;
    }

    private SSLContext context(String service) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager(service)}, null, null);
            return context;
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
        Instant enough = now.plus(TEMPLATE.renewalPeriod());
        for (Issued held : book.held(OWNER)) {
            Optional<PrivateKey> key = keys.find(held.keyId());
            X509Certificate certificate =
                    CertificateAuthority.certificate(held.certificate().der());
            boolean fits = names(certificate).equals(normal(names))
                    && held.certificate().facts().template().equals(TEMPLATE.name())
                    && held.certificate().facts().isValidAt(enough)
                    && held.certificate().facts().status() == org.sealpost.identity.CertificateStatus.ACTIVE;
            if (fits && key.isPresent()) {
                use(certificate, held.issuer(), key.get());
                return Optional.empty();
            }
        }
        KeyPair pair = KeyPairs.generate(TEMPLATE.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate());
        String first = names.stream().sorted().findFirst().orElseThrow();
        Issued issued = authority.issue(
                new CertificateRequest(
                        TEMPLATE, SubjectNames.hosts(first, List.copyOf(normal(names))), pair.getPublic(), OWNER),
                now);
        use(CertificateAuthority.certificate(issued.certificate().der()), issued.issuer(), pair.getPrivate());
        return Optional.of(issued.certificate().facts().fingerprint());
    }

    /** Goes on with a certificate that is still good, if there is one, since no new one can be issued now. */
    public synchronized boolean useHeld(Instant now) {
        for (Issued held : book.held(OWNER)) {
            Optional<PrivateKey> key = keys.find(held.keyId());
            if (key.isPresent() && held.certificate().facts().isUsableFor(CertificateUse.TLS_SERVER, now)) {
                use(CertificateAuthority.certificate(held.certificate().der()), held.issuer(), key.get());
                return true;
            }
        }
        return false;
    }

    /**
     * Shows a certificate that nobody signed, since there is no authority yet that could; it is only in memory, and the next one
     * that is issued takes its place.
     */
    public synchronized void useInterim(Set<String> names, Instant now) {
        boolean fits = certificate()
                .filter(one -> names(one).equals(normal(names))
                        && one.getNotAfter().toInstant().isAfter(now.plus(INTERIM.dividedBy(2))))
                .isPresent();
        if (!fits) {
            KeyPair pair = KeyPairs.generate(TEMPLATE.keyAlgorithm());
            X509Certificate certificate = InterimCertificate.of(pair, normal(names), now, now.plus(INTERIM));
            current.set(Optional.of(new Current(pair.getPrivate(), List.of(certificate))));
        }
    }

    /** For servers: TLS with the current certificate. One context for the life of the process; its certificate changes. */
    @Override
    public SSLContext get() {
        return of(NO_SERVICE).get();
    }

    /** The same for one service, which may show a certificate of its own. */
    public Supplier<SSLContext> of(String service) {
        return () -> contexts.computeIfAbsent(service, this::context);
    }

    /** From where a certificate is. */
    public enum Source {
        OWN,
        PUBLIC,
        GIVEN
    }

    /** What a client of a service is shown that asks for none of the names in particular; empty before the doors are open. */
    public record Shown(Source source, List<X509Certificate> chain) {}

    public Optional<Shown> shown(String service) {
        return usable(Optional.ofNullable(given.get(service)), Optional.empty())
                .map(one -> new Shown(Source.GIVEN, one.chain()))
                .or(() -> usable(outside.get(), Optional.empty()).map(one -> new Shown(Source.PUBLIC, one.chain())))
                .or(() -> current.get().map(one -> new Shown(Source.OWN, one.chain())));
    }

    /**
     * Lets a service show a certificate that an administrator got from outside. It takes effect at the next handshake, and counts
     * as that of {@link #usePublic} does: as long as it is good, for whoever asks for one of its names or for none.
     */
    public void useGiven(String service, PrivateKey key, List<X509Certificate> chain) {
        given.put(service, new Current(key, List.copyOf(chain)));
    }

    /** Lets a service show what all others show. */
    public void useDefault(String service) {
        given.remove(service);
    }

    /** The certificate that clients are shown, once there is one. */
    public Optional<X509Certificate> certificate() {
        return current.get().map(identity -> identity.chain().getFirst());
    }

    /**
     * Shows a certificate of a public authority to whoever asks for one of its names, or for none. It takes effect at the next
     * handshake; when it has ended, the one of our own authority is shown.
     *
     * @param chain the server's certificate first
     */
    public void usePublic(PrivateKey key, List<X509Certificate> chain) {
        outside.set(Optional.of(new Current(key, List.copyOf(chain))));
    }

    private static Optional<String> asked(@Nullable SSLSession handshake) {
        return handshake instanceof ExtendedSSLSession session
                ? session.getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                        .findFirst()
                : Optional.empty();
    }

    /** If it is good now and for the name that the client asks for. */
    private static Optional<Current> usable(Optional<Current> identity, Optional<String> asked) {
        return identity.filter(
                        one -> one.chain().getFirst().getNotAfter().toInstant().isAfter(Instant.now()))
                .filter(one -> asked.isEmpty() || names(one.chain().getFirst()).contains(asked.get()));
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

    /**
     * Who the server is to a server that asks for a certificate: always the one of our own authority, since that is what
     * partners were given.
     */
    public X509ExtendedKeyManager asClient() {
        return new ShownAsClient(keyManager(), ALIAS);
    }

    /** Gives every handshake what is current then. */
    public X509ExtendedKeyManager keyManager() {
        return keyManager(NO_SERVICE);
    }

    /** The same for one service. */
    public X509ExtendedKeyManager keyManager(String service) {
        return new X509ExtendedKeyManager() {
            @Override
            public @Nullable String chooseEngineServerAlias(
                    String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
                return alias(service, keyType, engine.getHandshakeSession());
            }

            @Override
            public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
                return alias(service, keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
            }

            @Override
            public X509Certificate @Nullable [] getCertificateChain(String alias) {
                return named(service, alias)
                        .map(identity -> identity.chain().toArray(new X509Certificate[0]))
                        .orElse(null);
            }

            @Override
            public @Nullable PrivateKey getPrivateKey(String alias) {
                return named(service, alias).map(Current::key).orElse(null);
            }

            @Override
            public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
                return keyType.equals("EC") ? new String[] {ALIAS, PUBLIC_ALIAS, GIVEN_ALIAS} : null;
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

    private @Nullable String alias(String service, String keyType, @Nullable SSLSession handshake) {
        Optional<String> asked = asked(handshake);
        if (usable(Optional.ofNullable(given.get(service)), asked).isPresent()) {
            return keyType.equals("EC") ? GIVEN_ALIAS : null;
        }
        Optional<Current> chosen = usable(outside.get(), asked);
        if (chosen.isPresent()) {
            return keyType.equals(chosen.get().key().getAlgorithm()) ? PUBLIC_ALIAS : null;
        }
        return keyType.equals("EC") && current.get().isPresent() ? ALIAS : null;
    }

    private Optional<Current> named(String service, String alias) {
        return switch (alias) {
            case GIVEN_ALIAS -> Optional.ofNullable(given.get(service)).or(current::get);
            case PUBLIC_ALIAS -> outside.get();
            default -> current.get();
        };
    }
}
