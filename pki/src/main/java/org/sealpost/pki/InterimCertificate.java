package org.sealpost.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate for the server that nobody vouches for: TLS encrypts with it while there is no authority yet that could. */
final class InterimCertificate {
    private static final X500Name NAME = new X500Name("CN=Interim certificate without an authority");

    private InterimCertificate() {}

    /** {@code names}: host names, and addresses in digits. */
    static X509Certificate of(KeyPair pair, Set<String> names, Instant from, Instant to) {
        try {
            return CertificateAuthority.certificate(new X509v3CertificateBuilder(
                            NAME,
                            BigInteger.valueOf(from.toEpochMilli()),
                            Date.from(from.truncatedTo(ChronoUnit.SECONDS)),
                            Date.from(to.truncatedTo(ChronoUnit.SECONDS)),
                            NAME,
                            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new AuthorityFailure("the server cannot certify itself", e);
        }
    }

    private static GeneralNames alternatives(Set<String> names) {
        return new GeneralNames(
                names.stream().map(InterimCertificate::alternative).toArray(GeneralName[]::new));
    }

    private static GeneralName alternative(String name) {
        boolean digits = name.contains(":") || name.matches("[0-9.]+");
        return new GeneralName(
                digits ? GeneralName.iPAddress : GeneralName.dNSName,
                digits ? InetAddress.ofLiteral(name).getHostAddress() : name);
    }
}
