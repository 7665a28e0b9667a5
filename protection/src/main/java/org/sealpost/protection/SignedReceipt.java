package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;

/**
 * Somebody's signed word that a message of ours came (RFC 2634 section 2.6). Its signature is intact; whether its signer may be
 * believed and whether this is the message that we sent is asked elsewhere.
 *
 * @param identifier by which we named the message
 * @param signature what is said to have been our signature
 * @param attributesDigest what is said to have been signed by it
 * @param signers addresses in the certificate
 * @param certificates DER, that of the signer first
 */
public record SignedReceipt(
        String identifier,
        byte[] signature,
        byte[] attributesDigest,
        List<MailAddress> signers,
        List<byte[]> certificates) {
    private static final ASN1ObjectIdentifier RECEIPT = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.1");
    private static final int LIMIT_BYTES = 256 * 1024;
    private static final int CERTIFICATES_LIMIT = 10;
    private static final int RSA_LEAST_BITS = 2048;

    public SignedReceipt {
        signers = List.copyOf(signers);
        certificates = List.copyOf(certificates);
    }

    /** What a message was found to be. */
    public sealed interface Found {
        /** Something else. */
        record Nothing() implements Found {}

        /** One that proves nothing. */
        record Bad(String reason) implements Found {}

        record Intact(SignedReceipt receipt) implements Found {}
    }

    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes is a receipt that proves nothing.
    public static Found of(Content message) {
        HeaderSection header = HeaderSection.of(message);
        MediaType type = MediaType.of(header);
        boolean named = type.isPkcs7("pkcs7-mime")
                && type.parameter("smime-type").orElse("").equalsIgnoreCase("signed-receipt");
        if (!named) {
            return new Found.Nothing();
        }
        try (InputStream in = TransferEncoding.decoded(header, message.from(header.lengthBytes()))) {
            return new Found.Intact(read(new CMSSignedData(in.readNBytes(LIMIT_BYTES))));
        } catch (UnreadableMessage e) {
            return new Found.Bad(String.valueOf(e.getMessage()));
        } catch (IOException
                | CMSException
                | GeneralSecurityException
                | OperatorCreationException
                | RuntimeException e) {
            return new Found.Bad("it cannot be read");
        }
    }

    private static SignedReceipt read(CMSSignedData signed)
            throws CMSException, GeneralSecurityException, OperatorCreationException, IOException {
        if (!RECEIPT.equals(signed.getSignedContent().getContentType())
                || signed.getSignerInfos().size() != 1) {
            throw new UnreadableMessage("it is no receipt of one signer");
        }
        SignerInformation signer =
                signed.getSignerInfos().getSigners().iterator().next();
        X509Certificate certificate = signed.getCertificates().getMatches(null).stream()
                .filter(one -> signer.getSID().match(one))
                .findFirst()
                .map(SignedReceipt::parsed)
                .orElseThrow(() -> new UnreadableMessage("it lacks the certificate of its signer"));
        boolean weak = CmsVerifier.digestName(new ASN1ObjectIdentifier(signer.getDigestAlgOID()))
                        .isEmpty()
                || certificate.getPublicKey() instanceof RSAKey key
                        && key.getModulus().bitLength() < RSA_LEAST_BITS;
        if (weak) {
            throw new UnreadableMessage("its signature is too weak");
        }
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
            throw new UnreadableMessage("it was changed after it was signed");
        }
        ASN1Sequence receipt =
                ASN1Sequence.getInstance((byte[]) signed.getSignedContent().getContent());
        Attribute digest = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_msgSigDigest);
        if (digest == null || digest.getAttrValues().size() != 1) {
            throw new UnreadableMessage("it does not say what was signed");
        }
        return new SignedReceipt(
                new String(ASN1OctetString.getInstance(receipt.getObjectAt(2)).getOctets(), StandardCharsets.US_ASCII),
                ASN1OctetString.getInstance(receipt.getObjectAt(3)).getOctets(),
                ASN1OctetString.getInstance(digest.getAttrValues().getObjectAt(0))
                        .getOctets(),
                SignerNames.of(certificate),
                chain(certificate, signed));
    }

    private static List<byte[]> chain(X509Certificate signer, CMSSignedData signed) throws IOException {
        List<byte[]> chain = new ArrayList<>(List.of(SignatureVerifier.encoded(signer)));
        for (X509CertificateHolder one : signed.getCertificates().getMatches(null)) {
            if (chain.size() < CERTIFICATES_LIMIT) {
                chain.add(one.getEncoded());
            }
        }
        return chain;
    }

    private static X509Certificate parsed(X509CertificateHolder holder) {
        try {
            return Jca.certificate(holder.getEncoded());
        } catch (IOException e) {
            throw new UnreadableMessage("it lacks the certificate of its signer");
        }
    }

    /** Whether it speaks of what we signed, as it was written down then. */
    public boolean isOf(String signatureHash, String attributesHash) {
        return hash(signature).equals(signatureHash)
                && java.util.HexFormat.of().formatHex(attributesDigest).equals(attributesHash);
    }

    /** As it is written down of a signature. */
    public static String hash(byte[] signature) {
        MessageDigest digest = Jca.digest("SHA-256");
        return java.util.HexFormat.of().formatHex(digest.digest(signature));
    }
}
