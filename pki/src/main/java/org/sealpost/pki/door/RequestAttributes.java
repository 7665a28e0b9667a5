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
import org.sealpost.identity.KeyKind;
import org.sealpost.pki.KeyPairs;

/** Tells a client which key it should make for a template (RFC 7030 section 4.5.2, RFC 9908). */
public final class RequestAttributes {
    private RequestAttributes() {}

    /**
     * CsrAttrs, DER: the kind of key and the digest to sign with.
     *
     * @param keyAlgorithm a {@link KeyKind}, such as {@code EC-P256} or {@code RSA-3072}
     */
    public static byte[] of(String keyAlgorithm) {
        KeyKind kind = KeyKind.of(keyAlgorithm);
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        switch (kind) {
            case RSA_2048, RSA_3072, RSA_4096 -> {
                int bits = Integer.parseInt(keyAlgorithm.substring("RSA-".length()));
                attributes.add(attribute(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(bits)));
                attributes.add(PKCSObjectIdentifiers.sha256WithRSAEncryption);
            }
            case EC_P256 -> ec(attributes, SECObjectIdentifiers.secp256r1);
            case EC_P384 -> ec(attributes, SECObjectIdentifiers.secp384r1);
            case EC_P521 -> ec(attributes, SECObjectIdentifiers.secp521r1);
            // The identifier says all: the kind of key, and that it signs without a digest of its own.
            case ED25519, X25519, ML_DSA_44, ML_DSA_65, ML_DSA_87, ML_KEM_512, ML_KEM_768, ML_KEM_1024 ->
                attributes.add(new ASN1ObjectIdentifier(KeyPairs.identifier(kind)));
        }
        try {
            return new DERSequence(attributes).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ec(ASN1EncodableVector attributes, ASN1ObjectIdentifier curve) {
        attributes.add(attribute(X9ObjectIdentifiers.id_ecPublicKey, curve));
        attributes.add(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }

    private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
    }
}
