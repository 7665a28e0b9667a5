package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key pair with a certificate that it signed itself: the one of a recovery, thrown away with it, or that of a recovery agent's
 * kit, which lies in a safe for years and depends on no authority.
 */
public record CeremonyKey(PrivateKey key, X509Certificate certificate) {
    /** The purpose of key recovery agents as Windows knows it (MS-WCCE). */
    private static final String KEY_RECOVERY_AGENT = "1.3.6.1.4.1.311.21.6";

    private static final int SERIAL_BITS = 127;
    private static final int KIT_BITS = 3072;

    /** For one recovery: an elliptic curve, quickly made (P-256). */
    public static CeremonyKey forRecovery(String id, Instant from, Instant until) {
        return make("Recovery " + id, KeyUsage.keyAgreement, from, until, "EC", "SHA256withECDSA");
    }

    /** For an agent: RSA, which every program opens. */
    public static CeremonyKey forAgent(String name, Instant from, Instant until) {
        return make(name, KeyUsage.keyEncipherment, from, until, "RSA", "SHA256withRSA");
    }

    private static CeremonyKey make(
            String name, int usage, Instant from, Instant until, String algorithm, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(KIT_BITS);
            }
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, name)
                    .build();
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    subject,
                    new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(
                            new org.bouncycastle.asn1.ASN1ObjectIdentifier(KEY_RECOVERY_AGENT))));
            byte[] der = builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
                    .getEncoded();
            return new CeremonyKey(pair.getPrivate(), certificate(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make a recovery key", e);
        }
    }

    /** Reads a certificate of such a pair. */
    public static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new VaultFailure("the certificate cannot be read", e);
        }
    }
}
