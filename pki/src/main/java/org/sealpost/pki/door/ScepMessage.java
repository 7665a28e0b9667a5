package org.sealpost.pki.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.operator.OperatorCreationException;
import org.sealpost.pki.RegistrationAuthority.Identity;

/**
 * A message of the Simple Certificate Enrolment Protocol as a client sent it (RFC 8894 section 3): signed by a key of the
 * client, encrypted to the registration authority.
 *
 * @param signer the certificate of that key: self-signed at first, the old one in a renewal. The signature was checked; whether
 *     the certificate counts was not
 * @param content decrypted; of a question about a list empty if it does not open, of a poll always: its attributes say it all
 */
public record ScepMessage(Type type, String transaction, byte[] nonce, X509Certificate signer, byte[] content) {
    static final ASN1ObjectIdentifier MESSAGE_TYPE = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.2");
    static final ASN1ObjectIdentifier STATUS = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.3");
    static final ASN1ObjectIdentifier FAIL_INFO = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.4");
    static final ASN1ObjectIdentifier SENDER_NONCE = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.5");
    static final ASN1ObjectIdentifier RECIPIENT_NONCE = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.6");
    static final ASN1ObjectIdentifier TRANSACTION = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9.7");

    private static final int LIMIT_BYTES = 128 * 1024;
    private static final int TRANSACTION_LIMIT = 256;
    private static final int NONCE_LIMIT = 64;

    /** What a message asks for. */
    public enum Type {
        /** A certificate, the first or a new one. */
        ENROLL,
        /** News about a request that waits. */
        POLL,
        CRL
    }

    /**
     * Reads a message, checks its signature and decrypts it.
     *
     * @throws IllegalArgumentException if any of this does not succeed
     */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public static ScepMessage read(byte[] der, Identity identity) {
        if (der.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a SCEP message has at most " + LIMIT_BYTES + " bytes");
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            if (signed.getSignerInfos().size() != 1 || signed.getSignedContent() == null) {
                throw new IllegalArgumentException("expected one signature over an envelope");
            }
            SignerInformation signature = signed.getSignerInfos().iterator().next();
            X509Certificate signer = signer(signed, signature);
            PublicKeys.read(signer.getPublicKey().getEncoded());
            if (!signature.verify(new JcaSimpleSignerInfoVerifierBuilder().build(signer.getPublicKey()))) {
                throw new IllegalArgumentException("the signature is not good");
            }
            AttributeTable attributes = signature.getSignedAttributes();
            String transaction = text(attributes, TRANSACTION);
            byte[] nonce = nonce(attributes);
            if (transaction.isEmpty() || transaction.length() > TRANSACTION_LIMIT || nonce.length > NONCE_LIMIT) {
                throw new IllegalArgumentException("expected a transaction id and a nonce of sensible length");
            }
            Type type = type(text(attributes, MESSAGE_TYPE));
            byte[] envelope = (byte[]) signed.getSignedContent().getContent();
            byte[] content = switch (type) {
                case ENROLL -> decrypt(envelope, identity);
                case CRL -> decryptedOrNothing(envelope, identity);
                case POLL -> new byte[0];
            };
            return new ScepMessage(type, transaction, nonce, signer, content);
        } catch (CMSException
                | GeneralSecurityException
                | IOException
                | OperatorCreationException
                | RuntimeException e) {
            throw new IllegalArgumentException("not a SCEP message: " + e.getMessage(), e);
        }
    }

    /**
     * A certificate by its issuer and number.
     *
     * @param issuer the name, DER
     */
    public record Asked(byte[] issuer, BigInteger serial) {}

    /** About which certificate a list is asked for (RFC 8894 section 3.3.4); empty if the content does not say it. */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public Optional<Asked> asked() {
        try {
            IssuerAndSerialNumber about = IssuerAndSerialNumber.getInstance(content);
            return Optional.of(new Asked(
                    about.getName().getEncoded("DER"), about.getSerialNumber().getValue()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Type type(String number) {
        return switch (number) {
            // Renewals come under either number, whatever the RFC says.
            case "19", "17" -> Type.ENROLL;
            case "20" -> Type.POLL;
            case "22" -> Type.CRL;
            default -> throw new IllegalArgumentException("messages of type " + number + " are not spoken");
        };
    }

    private static X509Certificate signer(CMSSignedData signed, SignerInformation signature)
            throws GeneralSecurityException, IOException {
        X509CertificateHolder found = signed.getCertificates().getMatches(null).stream()
                .filter(signature.getSID()::match)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the certificate of the signature is missing"));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(found.getEncoded()));
    }

    private static byte[] decrypt(byte[] envelope, Identity identity) throws CMSException {
        RecipientInformation recipient = new CMSEnvelopedData(envelope)
                .getRecipientInfos().getRecipients().stream()
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("the envelope has no recipient"));
        return recipient.getContent(new JceKeyTransEnvelopedRecipient(identity.key()));
    }

    /** What does not open looks like what says nothing: an answer must not tell what our key makes of somebody's bytes. */
    @SuppressWarnings("IllegalCatch") // Broken envelopes show in many ways, and all mean the same.
    private static byte[] decryptedOrNothing(byte[] envelope, Identity identity) {
        try {
            return decrypt(envelope, identity);
        } catch (CMSException | RuntimeException e) {
            return new byte[0];
        }
    }

    private static String text(AttributeTable attributes, ASN1ObjectIdentifier type) {
        return value(attributes, type)
                .map(value -> value instanceof ASN1String text ? text.getString() : "")
                .orElse("");
    }

    private static byte[] nonce(AttributeTable attributes) {
        return value(attributes, SENDER_NONCE)
                .map(value -> ASN1OctetString.getInstance(value).getOctets())
                .orElse(new byte[0]);
    }

    private static Optional<ASN1Encodable> value(AttributeTable attributes, ASN1ObjectIdentifier type) {
        Attribute attribute = attributes == null ? null : attributes.get(type);
        return attribute == null || attribute.getAttrValues().size() != 1
                ? Optional.empty()
                : Optional.of(attribute.getAttrValues().getObjectAt(0));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScepMessage that
                && transaction.equals(that.transaction)
                && java.util.Arrays.equals(nonce, that.nonce);
    }

    @Override
    public int hashCode() {
        return transaction.hashCode();
    }
}
