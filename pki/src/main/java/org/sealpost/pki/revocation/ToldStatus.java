package org.sealpost.pki.revocation;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.pki.path.PathCertificate;

/**
 * What outsiders hear of a certificate of ours, from its CRLs and from OCSP, read as a stranger reads it.
 *
 * @param crl whether the lists name it as revoked
 * @param ocsp what the responder says
 */
public record ToldStatus(boolean crl, RevocationFinding ocsp) {
    /**
     * Asks both.
     *
     * @param lists the complete CRL, then the changes since, if there are any
     * @param responder answers OCSP requests, DER
     */
    public static ToldStatus of(
            PathCertificate certificate,
            PathCertificate issuer,
            List<CrlIndex> lists,
            UnaryOperator<byte[]> responder,
            Instant at) {
        boolean revoked = false;
        for (CrlIndex list : lists) {
            // What the changes say comes after the complete list; one that counts again has no reason there.
            revoked = list.find(certificate.issuerKey(), certificate.serial())
                    .map(entry -> entry.reason().isPresent())
                    .orElse(revoked);
        }
        byte[] answer = responder.apply(OcspAnswer.request(certificate, issuer));
        return new ToldStatus(revoked, new OcspAnswer(certificate, issuer, at, at, signer -> true).judge(answer));
    }
}
