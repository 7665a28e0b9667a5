package org.sealpost.pki.door;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.sealpost.pki.RegistrationAuthority.Identity;

/** Writes the answers to one SCEP message: signed by the registration authority, certificates encrypted to the client. */
public final class ScepAnswers {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;

    private final ScepMessage message;
    private final Identity identity;

    public ScepAnswers(ScepMessage message, Identity identity) {
        this.message = message;
        this.identity = identity;
    }

    /** Why a message is refused, in the numbers of RFC 8894 section 3.2.1.4.4. */
    public enum Failure {
        BAD_REQUEST("2"),
        BAD_CERT_ID("4");

        private final String number;

        Failure(String number) {
            this.number = number;
        }
    }

    public byte[] granted(byte[] certificate) {
        return sign("0", Optional.empty(), Optional.of(envelope(CertsOnly.of(List.of(certificate)))));
    }

    public byte[] crl(byte[] crl) {
        return sign("0", Optional.empty(), Optional.of(envelope(CertsOnly.ofCrl(crl))));
    }

    public byte[] pending() {
        return sign("3", Optional.empty(), Optional.empty());
    }

    public byte[] refused(Failure failure) {
        return sign("2", Optional.of(failure.number), Optional.empty());
    }

    private byte[] envelope(byte[] content) {
        try {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(message.signer()));
            return generator
                    .generate(
                            new CMSProcessableByteArray(content),
                            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build())
                    .getEncoded();
        } catch (CMSException | GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("SCEP answers can be encrypted to RSA keys only", e);
        }
    }

    private byte[] sign(String status, Optional<String> failure, Optional<byte[]> content) {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(text(ScepMessage.MESSAGE_TYPE, "3"));
        attributes.add(text(ScepMessage.STATUS, status));
        failure.ifPresent(number -> attributes.add(text(ScepMessage.FAIL_INFO, number)));
        attributes.add(text(ScepMessage.TRANSACTION, message.transaction()));
        attributes.add(attribute(ScepMessage.RECIPIENT_NONCE, new DEROctetString(message.nonce())));
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        attributes.add(attribute(ScepMessage.SENDER_NONCE, new DEROctetString(nonce)));
        try {
            X509CertificateHolder certificate = new JcaX509CertificateHolder(identity.certificate());
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build())
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(identity.key()), identity.certificate()));
            generator.addCertificate(certificate);
            return generator
                    // Empty rather than absent: OpenSSL checks no signature over nothing.
                    .generate(new CMSProcessableByteArray(content.orElse(new byte[0])), true)
                    .getEncoded();
        } catch (CMSException | GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the answer cannot be signed", e);
        }
    }

    /** The certificates of the registration authority, the issuing authority and the root (RFC 8894 section 4.2.1.2). */
    public static byte[] authorities(Identity identity) {
        return CertsOnly.of(identity.chain().stream().map(ScepAnswers::encoded).toList());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Attribute text(ASN1ObjectIdentifier type, String value) {
        return attribute(type, new DERPrintableString(value));
    }

    private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }
}
