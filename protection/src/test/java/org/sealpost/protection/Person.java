package org.sealpost.protection;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sealpost.identity.Fingerprint;

/** Somebody with a key and a certificate that the test itself made. */
record Person(KeyPair keys, X509Certificate certificate) {
    private static final KeyPair RSA = rsa();

    /** With these names, such as {@code email:ann@example.org} or {@code utf8:...}, and this subject. */
    static Person of(String subject, String... alternatives) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new X500Name("CN=Test"),
                    BigInteger.valueOf(subject.hashCode() & 0x7fffffffL).add(BigInteger.ONE),
                    Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                    new X500Name(subject),
                    SubjectPublicKeyInfo.getInstance(RSA.getPublic().getEncoded()));
            List<GeneralName> names = new ArrayList<>();
            for (String alternative : alternatives) {
                names.add(name(alternative));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(RSA.getPrivate()))
                    .getEncoded();
            return new Person(RSA, Jca.certificate(der));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralName name(String alternative) {
        String value = alternative.substring(alternative.indexOf(':') + 1);
        if (alternative.startsWith("email:")) {
            return new GeneralName(GeneralName.rfc822Name, value);
        }
        ASN1EncodableVector other = new ASN1EncodableVector();
        other.add(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"));
        other.add(new DERTaggedObject(true, 0, new DERUTF8String(value)));
        ASN1Encodable sequence = new DERSequence(other);
        return new GeneralName(GeneralName.otherName, sequence);
    }

    SigningKey signer() {
        return new SigningKey(keys.getPrivate(), certificate, List.of(), certificate, true);
    }

    DecryptionKey reader() {
        return new DecryptionKey(Fingerprint.of(der()), certificate, keys::getPrivate);
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
