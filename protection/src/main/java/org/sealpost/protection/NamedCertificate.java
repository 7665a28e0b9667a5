package org.sealpost.protection;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.x500.X500Name;

/** A certificate under the two names by which a message points to it (RFC 5652 sections 5.3 and 6.2). */
record NamedCertificate(
        X509Certificate certificate,
        PublicKey key,
        IssuerAndSerialNumber issuerAndSerial,
        byte[] issuerAndSerialDer,
        Optional<ASN1OctetString> keyIdentifier) {
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    /** A certificate has one or two thousand bytes; strangers who send larger ones fill no memory. */
    private static final int KEPT_LIMIT_BYTES = 8 * 1024;

    /** By certificate, which never changes; nothing is kept here that could be called a verdict. */
    private static final BoundedCache<X509Certificate, NamedCertificate> KNOWN = new BoundedCache<>(1_024);

    /** One of the house's own. */
    static NamedCertificate of(X509Certificate certificate) {
        return KNOWN.get(certificate, NamedCertificate::read);
    }

    /** One that came with a message. */
    static NamedCertificate of(byte[] der) {
        X509Certificate certificate = Jca.certificate(der);
        return der.length <= KEPT_LIMIT_BYTES ? of(certificate) : read(certificate);
    }

    private static NamedCertificate read(X509Certificate certificate) {
        IssuerAndSerialNumber name = new IssuerAndSerialNumber(
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()), certificate.getSerialNumber());
        return new NamedCertificate(
                certificate,
                Jca.ready(certificate.getPublicKey()),
                name,
                Der.encoded(name),
                Optional.ofNullable(certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER))
                        .map(value -> ASN1OctetString.getInstance(
                                ASN1OctetString.getInstance(value).getOctets())));
    }

    boolean is(ASN1Encodable id) {
        if (id instanceof ASN1OctetString identifier) {
            return keyIdentifier.filter(identifier::equals).isPresent();
        }
        IssuerAndSerialNumber other = IssuerAndSerialNumber.getInstance(id);
        // Of many recipients nearly all differ in the number, which is quickly seen.
        return issuerAndSerial.getSerialNumber().equals(other.getSerialNumber()) && issuerAndSerial.equals(other);
    }
}
