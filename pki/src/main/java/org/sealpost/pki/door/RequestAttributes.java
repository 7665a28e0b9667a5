package org.sealpost.pki.door;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Tells a client which key it should make for a template (RFC 7030 section 4.5.2, RFC 9908). */
public final class RequestAttributes {
    private RequestAttributes() {}

    /**
     * CsrAttrs, DER: the kind of key and the digest to sign with.
     *
     * @param keyAlgorithm such as {@code EC-P256} or {@code RSA-3072}
     * @throws IllegalArgumentException if it is neither EC nor RSA
     */
    public static byte[] of(String keyAlgorithm) {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        if (keyAlgorithm.startsWith("RSA-")) {
            attributes.add(attribute(
                    PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(Integer.parseInt(keyAlgorithm.substring(4)))));
            attributes.add(PKCSObjectIdentifiers.sha256WithRSAEncryption);
        } else {
            attributes.add(attribute(X9ObjectIdentifiers.id_ecPublicKey, curve(keyAlgorithm)));
            attributes.add(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }
        try {
            return new DERSequence(attributes).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ASN1ObjectIdentifier curve(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "EC-P256" -> SECObjectIdentifiers.secp256r1;
            case "EC-P384" -> SECObjectIdentifiers.secp384r1;
            case "EC-P521" -> SECObjectIdentifiers.secp521r1;
            default -> throw new IllegalArgumentException("no attributes for keys of kind " + keyAlgorithm);
        };
    }

    private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
    }
}
