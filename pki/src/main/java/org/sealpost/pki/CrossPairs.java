package org.sealpost.pki;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificatePair;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Kind;

/**
 * What joins an authority to others, as directories show it (crossCertificatePair, X.509 section 11.2.3, RFC 4523 section 2.3): the
 * certificates that others gave to it and those that it gave to others.
 */
public final class CrossPairs {
    private CrossPairs() {}

    /** CertificatePair in DER, one for each authority to which this one is joined. */
    public static List<byte[]> of(AuthorityRecord authority, List<AuthorityRecord> all) {
        List<byte[]> pairs = new ArrayList<>();
        // The two keys of a root certify each other (RFC 4210 section 4.4).
        authority
                .of(Kind.LINK)
                .forEach(link -> pairs.add(pair(Optional.of(link.der()), back(link, authority.name(), all))));
        authority.of(Kind.CROSS).forEach(cross -> pairs.add(pair(Optional.empty(), Optional.of(cross.der()))));
        return pairs;
    }

    private static Optional<byte[]> back(AuthorityCertificate link, String name, List<AuthorityRecord> all) {
        return all.stream()
                .filter(other -> link.parent().equals(Optional.of(other.name())))
                .flatMap(other -> other.of(Kind.LINK))
                .filter(other -> other.parent().equals(Optional.of(name)))
                .map(AuthorityCertificate::der)
                .findFirst();
    }

    private static byte[] pair(Optional<byte[]> issuedToIt, Optional<byte[]> issuedByIt) {
        try {
            return new CertificatePair(
                            issuedToIt.map(Certificate::getInstance).orElse(null),
                            issuedByIt.map(Certificate::getInstance).orElse(null))
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
