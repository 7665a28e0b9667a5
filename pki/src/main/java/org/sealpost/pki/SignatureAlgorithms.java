package org.sealpost.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;

/** What each signature scheme is called: in certificates (an algorithm identifier) and in Java (a signature object). */
final class SignatureAlgorithms {
    private SignatureAlgorithms() {}

    private record Digest(String javaName, int bytes, ASN1ObjectIdentifier oid, MGF1ParameterSpec mask) {
        private static final Digest SHA256 =
                new Digest("SHA-256", 32, NISTObjectIdentifiers.id_sha256, MGF1ParameterSpec.SHA256);
        private static final Digest SHA384 =
                new Digest("SHA-384", 48, NISTObjectIdentifiers.id_sha384, MGF1ParameterSpec.SHA384);
        private static final Digest SHA512 =
                new Digest("SHA-512", 64, NISTObjectIdentifiers.id_sha512, MGF1ParameterSpec.SHA512);
    }

    /** As it stands in what is signed: RFC 4055, 5758, 8410, 9881. */
    static AlgorithmIdentifier identifier(SignatureScheme scheme) {
        return switch (scheme) {
            case RSA_SHA256 -> rsa(PKCSObjectIdentifiers.sha256WithRSAEncryption);
            case RSA_SHA384 -> rsa(PKCSObjectIdentifiers.sha384WithRSAEncryption);
            case RSA_SHA512 -> rsa(PKCSObjectIdentifiers.sha512WithRSAEncryption);
            case RSASSA_PSS_SHA256, RSASSA_PSS_SHA384, RSASSA_PSS_SHA512 ->
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters(digest(scheme)));
            case ECDSA_SHA256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            case ECDSA_SHA384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
            case ECDSA_SHA512 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512);
            case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
            case ML_DSA_44 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_44);
            case ML_DSA_65 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65);
            case ML_DSA_87 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_87);
        };
    }

    /** How the key of a self-signed certificate signs: as it signed that one; the usual way if we do not sign so. */
    static SignatureScheme scheme(X509Certificate selfSigned) {
        KeyKind kind = KeyPairs.kind(selfSigned.getPublicKey());
        AlgorithmIdentifier signed = algorithm(selfSigned);
        return SignatureScheme.all(kind).stream()
                .filter(scheme -> identifier(scheme).equals(signed))
                .findFirst()
                .orElseGet(() -> SignatureScheme.usual(kind));
    }

    private static AlgorithmIdentifier algorithm(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(CertificateAuthority.encoded(certificate)).getSignatureAlgorithm();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AlgorithmIdentifier rsa(ASN1ObjectIdentifier oid) {
        return new AlgorithmIdentifier(oid, DERNull.INSTANCE);
    }

    private static RSASSAPSSparams parameters(Digest digest) {
        AlgorithmIdentifier hash = new AlgorithmIdentifier(digest.oid, DERNull.INSTANCE);
        return new RSASSAPSSparams(
                hash,
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash),
                new ASN1Integer(digest.bytes),
                RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
    }

    static byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws GeneralSecurityException {
        Signature signature = signature(scheme);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    static boolean verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signed)
            throws GeneralSecurityException {
        Signature signature = signature(scheme);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed);
    }

    private static Signature signature(SignatureScheme scheme) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(javaName(scheme));
        if (scheme.isPss()) {
            Digest digest = digest(scheme);
            signature.setParameter(new PSSParameterSpec(
                    digest.javaName, "MGF1", digest.mask, digest.bytes, PSSParameterSpec.TRAILER_FIELD_BC));
        }
        return signature;
    }

    private static String javaName(SignatureScheme scheme) {
        return switch (scheme) {
            case RSA_SHA256 -> "SHA256withRSA";
            case RSA_SHA384 -> "SHA384withRSA";
            case RSA_SHA512 -> "SHA512withRSA";
            case RSASSA_PSS_SHA256, RSASSA_PSS_SHA384, RSASSA_PSS_SHA512 -> "RSASSA-PSS";
            case ECDSA_SHA256 -> "SHA256withECDSA";
            case ECDSA_SHA384 -> "SHA384withECDSA";
            case ECDSA_SHA512 -> "SHA512withECDSA";
            case ED25519 -> "Ed25519";
            // The key says which of the three.
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> "ML-DSA";
        };
    }

    private static Digest digest(SignatureScheme scheme) {
        return switch (scheme) {
            case RSASSA_PSS_SHA384 -> Digest.SHA384;
            case RSASSA_PSS_SHA512 -> Digest.SHA512;
            default -> Digest.SHA256;
        };
    }
}
