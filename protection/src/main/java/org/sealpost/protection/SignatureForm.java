package org.sealpost.protection;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How mail is signed with a kind of key, in words of CMS, of Java and of the message header.
 *
 * @param javaName of the signature
 * @param digestName in Java, of the content
 * @param micalg as the header of a clear-signed message has it (RFC 8551 section 3.5.3.2)
 */
record SignatureForm(
        AlgorithmIdentifier algorithm, String javaName, AlgorithmIdentifier digest, String digestName, String micalg) {
    private static final int PSS_SALT_BYTES = 32;
    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final AlgorithmIdentifier SHA512 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512);

    /** RFC 5754 sections 3.2 and 3.3. All programs that we tried read this name; rsaEncryption would be the other one. */
    private static final SignatureForm RSA = new SignatureForm(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE),
            "SHA256withRSA",
            SHA256,
            "SHA-256",
            "sha-256");

    /** RFC 4056, with the parameters that RFC 8551 programs expect: one hash throughout, and a salt as long as it. */
    private static final SignatureForm PSS = new SignatureForm(
            new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_RSASSA_PSS,
                    new RSASSAPSSparams(
                            SHA256,
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
                            new ASN1Integer(PSS_SALT_BYTES),
                            RSASSAPSSparams.DEFAULT_TRAILER_FIELD)),
            "RSASSA-PSS",
            SHA256,
            "SHA-256",
            "sha-256");

    private static final SignatureForm EC = new SignatureForm(
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
            "SHA256withECDSA",
            SHA256,
            "SHA-256",
            "sha-256");

    /** By the identifier in the key itself, since providers name the kinds differently. */
    private static final Map<ASN1ObjectIdentifier, SignatureForm> FORMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, RSA,
            X9ObjectIdentifiers.id_ecPublicKey, EC,
            EdECObjectIdentifiers.id_Ed25519, pure(EdECObjectIdentifiers.id_Ed25519, "Ed25519"),
            NISTObjectIdentifiers.id_ml_dsa_44, pure(NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA"),
            NISTObjectIdentifiers.id_ml_dsa_65, pure(NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA"),
            NISTObjectIdentifiers.id_ml_dsa_87, pure(NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA"));

    /**
     * The form for the key of a certificate, as the organisation writes.
     *
     * @throws IllegalArgumentException if the house does not sign mail with such a key
     */
    static SignatureForm of(PublicKey key, SmimeProfile profile) {
        ASN1ObjectIdentifier kind = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getAlgorithm()
                .getAlgorithm();
        SignatureForm form = FORMS.get(kind);
        if (form == null) {
            throw new IllegalArgumentException("mail is not signed with keys of kind " + kind);
        }
        return form.equals(RSA) && profile == SmimeProfile.OAEP_PSS ? PSS : form;
    }

    /** The key does its own hashing; the content goes by SHA-512 (RFC 8419 section 3.1, RFC 9882 section 3.3). */
    private static SignatureForm pure(ASN1ObjectIdentifier oid, String javaName) {
        return new SignatureForm(new AlgorithmIdentifier(oid), javaName, SHA512, "SHA-512", "sha-512");
    }

    /** Ready for what is to be signed. */
    Signature signing(PrivateKey key) throws GeneralSecurityException {
        try {
            return prepared(Signature.getInstance(javaName, Jca.first("Signature", javaName)), key);
        } catch (InvalidKeyException e) {
            // A key of another provider, which Java looks for among all; that takes a while, so it comes second.
            return prepared(Signature.getInstance(javaName), key);
        }
    }

    private Signature prepared(Signature signature, PrivateKey key) throws GeneralSecurityException {
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            signature.setParameter(new PSSParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT_BYTES, PSSParameterSpec.TRAILER_FIELD_BC));
        }
        signature.initSign(key);
        return signature;
    }
}
