package org.sealpost.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.Fingerprint;
import org.sealpost.pki.IssuedCertificates.Issued;

/**
 * Recognises certificates that our own authority issued: whoever proves to hold the key of one is its owner. The book is asked
 * for exactly this certificate, which says more than a path would, and says at once whether it was revoked.
 */
public final class OwnCertificates {
    private static final int DIGITAL_SIGNATURE = 0;

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final Clock clock;

    public OwnCertificates(CertificateAuthority authority, IssuedCertificates book, Clock clock) {
        this.authority = authority;
        this.book = book;
        this.clock = clock;
    }

    /** What the book knows about a certificate by which somebody signs now; empty if that certificate does not count. */
    public Optional<Issued> signer(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return usage != null && usage[DIGITAL_SIGNATURE] ? known(certificate).filter(this::counts) : Optional.empty();
    }

    /** The same, of enrolment agents only. */
    public Optional<Issued> agent(X509Certificate certificate) {
        return signer(certificate).filter(issued -> isAgent(certificate));
    }

    private static boolean isAgent(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages != null && usages.contains(ExtendedKeyUsages.ENROLLMENT_AGENT);
        } catch (CertificateException e) {
            return false;
        }
    }

    /** The same certificate in the book, in whatever state. */
    public Optional<Issued> known(X509Certificate certificate) {
        return book.issued(Fingerprint.of(CertificateAuthority.encoded(certificate)));
    }

    private boolean counts(Issued issued) {
        CertificateStatus status = issued.certificate().facts().status();
        // One that was superseded is still its owner's; one that was withdrawn belongs to nobody here any more.
        return (status == CertificateStatus.ACTIVE || status == CertificateStatus.SUPERSEDED)
                && issued.certificate().facts().isValidAt(clock.instant());
    }

    /**
     * Lets into TLS whoever has any certificate of ours. What the JDK demands of TLS clients beyond that, an extended key
     * usage {@code clientAuth}, certificates for mail do not have; what a client may do is decided later.
     */
    public X509ExtendedTrustManager trust() {
        return new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
                    throws CertificateException {
                check(chain);
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                    throws CertificateException {
                check(chain);
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
                check(chain);
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                    throws CertificateException {
                throw neverClient();
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                    throws CertificateException {
                throw neverClient();
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
                throw neverClient();
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return authority.certificates().stream()
                        .map(CertificateAuthority::certificate)
                        .toArray(X509Certificate[]::new);
            }
        };
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || signer(chain[0]).isEmpty()) {
            throw new CertificateException("not a valid certificate of this authority with which one may sign");
        }
    }

    private static CertificateException neverClient() {
        return new CertificateException("this side is never the client");
    }
}
