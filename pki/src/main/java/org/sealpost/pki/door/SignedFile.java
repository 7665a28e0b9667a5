package org.sealpost.pki.door;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;
import org.sealpost.pki.RegistrationAuthority.Identity;

/** Signs a file in the name of the house, the content inside (RFC 5652 section 5). */
public final class SignedFile {
    private SignedFile() {}

    /** DER, with the chain of the signer. */
    public static byte[] sign(byte[] content, Identity identity) {
        return sign(new CMSProcessableByteArray(content), List.of(), identity);
    }

    /** {@code more}: certificates that travel along, DER. */
    static byte[] sign(CMSProcessableByteArray content, List<byte[]> more, Identity identity) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(identity.key()), identity.certificate()));
            Set<X509CertificateHolder> certificates = new LinkedHashSet<>();
            for (byte[] der : more) {
                certificates.add(new X509CertificateHolder(der));
            }
            for (var certificate : identity.chain()) {
                certificates.add(new JcaX509CertificateHolder(certificate));
            }
            generator.addCertificates(new CollectionStore<>(certificates));
            return generator.generate(content, true).getEncoded();
        } catch (CMSException | GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the file cannot be signed", e);
        }
    }
}
