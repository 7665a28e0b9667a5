package org.sealpost.pki;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.SubjectNames;
import org.sealpost.pki.IssuedCertificates.Issued;

/**
 * Answers CMP and SCEP clients in the name of the authority, with a key of its own: the key of the authority signs nothing but
 * certificates and CRLs. It renews its certificate itself.
 */
public final class RegistrationAuthority {
    static final String SHORT_NAME = "registration";
    private static final String OWNER = AuthorityRecord.KEY_OWNER + SHORT_NAME;

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    private final Clock clock;
    private Optional<Identity> current = Optional.empty();

    public RegistrationAuthority(
            CertificateAuthority authority, IssuedCertificates book, KeyArchive keys, Clock clock) {
        this.authority = authority;
        this.book = book;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The key and certificate of now.
     *
     * @param chain the certificate, then the issuing authority's and the root's
     */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {
        public Identity {
            chain = List.copyOf(chain);
        }

        public X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    /** One that is good for the rest of the day at least; made if there is none. */
    public synchronized Identity identity() {
        Identity identity =
                current.filter(one -> isFresh(one.certificate())).or(this::kept).orElseGet(this::make);
        current = Optional.of(identity);
        return identity;
    }

    private boolean isFresh(X509Certificate certificate) {
        return clock.instant()
                .isBefore(
                        certificate.getNotAfter().toInstant().minus(Templates.REGISTRATION_AUTHORITY.renewalPeriod()));
    }

    private Optional<Identity> kept() {
        return book.held(OWNER).stream()
                .filter(held -> held.certificate().facts().status() == CertificateStatus.ACTIVE)
                .filter(held -> isFresh(
                        CertificateAuthority.certificate(held.certificate().der())))
                .flatMap(held -> keys.find(held.keyId()).map(key -> identity(held, key)).stream())
                .findFirst();
    }

    private Identity make() {
        KeyPair pair = KeyPairs.generate(Templates.REGISTRATION_AUTHORITY.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate());
        Issued issued = authority.issue(
                new CertificateRequest(
                        Templates.REGISTRATION_AUTHORITY,
                        SubjectNames.hosts("Registration Authority", List.of()),
                        pair.getPublic(),
                        OWNER),
                clock.instant());
        return identity(issued, pair.getPrivate());
    }

    private Identity identity(Issued issued, PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(CertificateAuthority.certificate(issued.certificate().der()));
        authority.chain(issued.issuer()).forEach(der -> chain.add(CertificateAuthority.certificate(der)));
        return new Identity(key, chain);
    }
}
