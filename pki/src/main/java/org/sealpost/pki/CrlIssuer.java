package org.sealpost.pki;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * Makes the lists of revoked certificates (RFC 5280 section 5): a new one on schedule, long before the old one ends, and at
 * once after a revocation.
 */
public final class CrlIssuer {
    private static final Duration ISSUING_LIFE = Duration.ofDays(7);
    private static final Duration ISSUING_RENEWAL = Duration.ofDays(1);
    private static final Duration ROOT_LIFE = Duration.ofDays(90);
    private static final Duration ROOT_RENEWAL = Duration.ofDays(30);
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    /** More lists than anybody makes in a burst; the clock catches up in twelve days. */
    private static final long AFTER_RESTORE = 1_000_000;

    private final CertificateAuthority authority;
    private final IssuedCertificates book;

    public CrlIssuer(CertificateAuthority authority, IssuedCertificates book) {
        this.authority = authority;
        this.book = book;
    }

    /** The CRL of {@code root} or {@code issuing}; a new one if there is none or it is due. */
    public synchronized Crl current(String issuer, Instant now) {
        Duration renewal = issuer.equals("root") ? ROOT_RENEWAL : ISSUING_RENEWAL;
        Optional<Crl> latest = book.latestCrl(issuer)
                .filter(crl -> crl.thisUpdate().plus(renewal).isAfter(now));
        return latest.orElseGet(() -> make(issuer, now, 0, "the list was due"));
    }

    /** Makes a new CRL whatever the schedule says, since something was revoked. */
    public synchronized Crl renew(String issuer, Instant now) {
        return make(issuer, now, 0, "a certificate was revoked");
    }

    /**
     * Makes a new CRL after the book was restored from an older state. Whoever has seen a list of the time in between takes none
     * with a lower number, and many revocations in a short time may have brought that number beyond the clock.
     */
    public synchronized Crl renewAfterRestore(String issuer, Instant now) {
        return make(issuer, now, AFTER_RESTORE, "the book was restored");
    }

    private Crl make(String issuer, Instant now, long distance, String why) {
        Authority signer = authority
                .authority(issuer)
                .orElseThrow(() -> new AuthorityFailure("there is no authority of this name: " + issuer));
        long last = book.latestCrl(issuer).map(Crl::number).orElse(0L);
        // Never lower than the clock, so that a number does not come back after a restore.
        long number = Math.max(last + 1, now.getEpochSecond()) + distance;
        Instant thisUpdate = now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
        Instant nextUpdate =
                now.plus(issuer.equals("root") ? ROOT_LIFE : ISSUING_LIFE).truncatedTo(ChronoUnit.SECONDS);
        authority.recordUse(signer, "signs CRL number " + number, why);
        Crl crl = new Crl(
                issuer,
                number,
                now,
                nextUpdate,
                encode(signer, number, thisUpdate, nextUpdate, book.revoked(issuer, now)));
        book.addCrl(crl);
        return crl;
    }

    private static byte[] encode(
            Authority signer, long number, Instant thisUpdate, Instant nextUpdate, List<Revocation> revoked) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
            extensions.addExtension(Extension.authorityKeyIdentifier, false, keyIdentifier(signer));
            return CrlEncoder.encode(signer, thisUpdate, nextUpdate, revoked::forEach, extensions.generate());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuthorityKeyIdentifier keyIdentifier(Authority signer) throws IOException {
        X509CertificateHolder holder = new X509CertificateHolder(CertificateAuthority.encoded(signer.certificate()));
        return new AuthorityKeyIdentifier(
                SubjectKeyIdentifier.fromExtensions(holder.getExtensions()).getKeyIdentifier());
    }
}
