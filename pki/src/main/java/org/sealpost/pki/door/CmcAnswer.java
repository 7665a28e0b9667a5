package org.sealpost.pki.door;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmc.BodyPartID;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.asn1.cmc.OtherMsg;
import org.bouncycastle.asn1.cmc.PKIResponse;
import org.bouncycastle.asn1.cmc.TaggedAttribute;
import org.bouncycastle.asn1.cmc.TaggedContentInfo;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.sealpost.pki.RegistrationAuthority.Identity;

/**
 * A full CMC response (RFC 5272 section 3.2.2), signed by the registration authority, with the chain of the new certificate. It
 * says which of the certificates is the new one as Windows expects it (MS-WCCE 2.2.2.8).
 */
public final class CmcAnswer {
    private static final ASN1ObjectIdentifier ADD_ATTRIBUTES = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.10.10.1");
    private static final ASN1ObjectIdentifier ISSUED_HASH = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.21.17");
    private static final int SUCCESS = 0;
    private static final int PENDING = 3;

    private CmcAnswer() {}

    /**
     * DER of the answer to a request that was granted.
     *
     * @param bodyPart number of the request in the CMC request
     * @param certificate DER
     * @param above the authorities that lead to a root, DER
     */
    public static byte[] granted(byte[] certificate, List<byte[]> above, long bodyPart, Identity identity) {
        TaggedAttribute which = new TaggedAttribute(
                new BodyPartID(2),
                ADD_ATTRIBUTES,
                new DERSet(sequence(
                        new ASN1Integer(0),
                        sequence(new ASN1Integer(bodyPart)),
                        new DERSet(sequence(ISSUED_HASH, new DERSet(new DEROctetString(sha1(certificate))))))));
        List<byte[]> certificates = new ArrayList<>(List.of(certificate));
        certificates.addAll(above);
        return sign(new TaggedAttribute[] {status(SUCCESS, bodyPart, "Issued"), which}, certificates, identity);
    }

    /** DER of the answer to a request that waits for consent. */
    public static byte[] pending(String sentence, long bodyPart, Identity identity) {
        return sign(new TaggedAttribute[] {status(PENDING, bodyPart, sentence)}, List.of(), identity);
    }

    private static TaggedAttribute status(int status, long bodyPart, String sentence) {
        return new TaggedAttribute(
                new BodyPartID(1),
                CMCObjectIdentifiers.id_cmc_statusInfo,
                new DERSet(sequence(
                        new ASN1Integer(status), sequence(new ASN1Integer(bodyPart)), new DERUTF8String(sentence))));
    }

    private static DERSequence sequence(ASN1Encodable... parts) {
        return new DERSequence(parts);
    }

    private static byte[] sign(TaggedAttribute[] controls, List<byte[]> certificates, Identity identity) {
        try {
            byte[] content = new PKIResponse(controls, new TaggedContentInfo[0], new OtherMsg[0]).getEncoded();
            return SignedFile.sign(
                    new CMSProcessableByteArray(CMCObjectIdentifiers.id_cct_PKIResponse, content),
                    certificates,
                    identity);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of the certificate in the answer, not a protection of it. */
    private static byte[] sha1(byte[] certificate) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
