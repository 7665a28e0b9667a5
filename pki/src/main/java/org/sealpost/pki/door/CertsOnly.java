package org.sealpost.pki.door;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.util.CollectionStore;

/** Certificates in a PKCS #7 envelope without a signature (RFC 5652 section 5, "certs-only"). */
public final class CertsOnly {
    private CertsOnly() {}

    /** DER of a CRL in the same kind of envelope. */
    public static byte[] ofCrl(byte[] crl) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCRL(new X509CRLHolder(crl));
            return generator.generate(new CMSAbsentContent(), false).getEncoded();
        } catch (IOException | CMSException e) {
            throw new IllegalStateException("this is no CRL", e);
        }
    }

    /** DER of certificates, in the order in which the reader meets them. */
    public static byte[] of(List<byte[]> certificates) {
        try {
            List<X509CertificateHolder> all = new ArrayList<>();
            for (byte[] der : certificates) {
                all.add(new X509CertificateHolder(der));
            }
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCertificates(new CollectionStore<>(all));
            return generator.generate(new CMSAbsentContent(), false).getEncoded();
        } catch (IOException | CMSException e) {
            throw new IllegalStateException("these are no certificates", e);
        }
    }
}
