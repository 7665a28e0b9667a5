package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.asn1.smime.SMIMEEncryptionKeyPreferenceAttribute;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.sealpost.mail.Content;

/** Makes the detached CMS signature over an entity (RFC 5652 section 5), with the attributes that RFC 8551 wants. */
final class CmsSigner {
    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    private CmsSigner() {}

    static byte[] sign(Content entity, SigningKey signer, Instant now) throws IOException {
        try {
            X509CertificateHolder certificate = holder(signer.certificate());
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(algorithm -> new Sha256())
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(attributes(signer, certificate, now)))
                    .setContentDigest(SHA256)
                    .build(new JcaSigner(signer.key()), certificate));
            generator.addCertificate(certificate);
            for (X509Certificate issuer : signer.chain()) {
                generator.addCertificate(holder(issuer));
            }
            if (!signer.encryptionCertificate().equals(signer.certificate())) {
                generator.addCertificate(holder(signer.encryptionCertificate()));
            }
            return generator.generate(new Streamed(entity), false).getEncoded("DER");
        } catch (CMSException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot sign with this key: " + signer.key().getAlgorithm(), e);
        }
    }

    private static AttributeTable attributes(SigningKey signer, X509CertificateHolder certificate, Instant now)
            throws GeneralSecurityException {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(now)))));
        attributes.add(new SMIMECapabilitiesAttribute(capabilities(signer.readsAuthenticated())));
        attributes.add(new SMIMEEncryptionKeyPreferenceAttribute(identifier(signer.encryptionCertificate())));
        attributes.add(signingCertificate(signer.certificate(), certificate));
        return new AttributeTable(attributes);
    }

    /** What we read, best first. Without custody of the key the person's own program must read it, so GCM stays out. */
    private static SMIMECapabilityVector capabilities(boolean authenticated) {
        SMIMECapabilityVector capabilities = new SMIMECapabilityVector();
        if (authenticated) {
            capabilities.addCapability(NISTObjectIdentifiers.id_aes256_GCM);
        }
        capabilities.addCapability(NISTObjectIdentifiers.id_aes256_CBC);
        capabilities.addCapability(NISTObjectIdentifiers.id_aes128_CBC);
        return capabilities;
    }

    /** Binds the signature to this very certificate, RFC 5035. */
    private static Attribute signingCertificate(X509Certificate certificate, X509CertificateHolder holder)
            throws CertificateEncodingException {
        byte[] hash = Jca.digest("SHA-256").digest(certificate.getEncoded());
        IssuerSerial serial =
                new IssuerSerial(new GeneralNames(new GeneralName(holder.getIssuer())), holder.getSerialNumber());
        ESSCertIDv2 identifier = new ESSCertIDv2(SHA256, hash, serial);
        return new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {identifier})));
    }

    static IssuerAndSerialNumber identifier(X509Certificate certificate) {
        return new IssuerAndSerialNumber(
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()), certificate.getSerialNumber());
    }

    private static X509CertificateHolder holder(X509Certificate certificate) throws GeneralSecurityException {
        return new X509CertificateHolder(org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.getEncoded()));
    }

    /** Hands an entity to Bouncy Castle as a stream. */
    private record Streamed(Content entity) implements CMSTypedData {
        @Override
        public ASN1ObjectIdentifier getContentType() {
            return CMSObjectIdentifiers.data;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            try (InputStream in = entity.open()) {
                in.transferTo(out);
            }
        }

        @Override
        public Object getContent() {
            return entity;
        }
    }

    private static final class Sha256 extends OutputStream implements DigestCalculator {
        private final MessageDigest digest = Jca.digest("SHA-256");

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return SHA256;
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public void write(int octet) {
            digest.update((byte) octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] getDigest() {
            return digest.digest();
        }
    }

    private static final class JcaSigner extends OutputStream implements ContentSigner {
        private final Signature signature;
        private final AlgorithmIdentifier algorithm;

        JcaSigner(PrivateKey key) throws GeneralSecurityException {
            boolean rsa = key.getAlgorithm().equals("RSA");
            this.signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            // RFC 3370 section 3.2 and RFC 5754: rsaEncryption is what every program knows in a SignerInfo.
            this.algorithm = rsa
                    ? new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)
                    : new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            signature.initSign(key);
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                signature.update(bytes, offset, length);
            } catch (SignatureException e) {
                throw new IOException(e);
            }
        }

        @Override
        public byte[] getSignature() {
            try {
                return signature.sign();
            } catch (SignatureException e) {
                throw new RuntimeOperatorException("the key does not sign", e);
            }
        }
    }
}
