package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.KeyKind;

/** Makes key pairs by the names that templates use: {@code RSA-3072}, {@code ML-DSA-65}. */
public final class KeyPairs {
    private static final Map<String, String> NAMES = Map.of(
            EdECObjectIdentifiers.id_Ed25519.getId(), KeyKind.ED25519.word(),
            EdECObjectIdentifiers.id_X25519.getId(), KeyKind.X25519.word(),
            NISTObjectIdentifiers.id_ml_dsa_44.getId(), KeyKind.ML_DSA_44.word(),
            NISTObjectIdentifiers.id_ml_dsa_65.getId(), KeyKind.ML_DSA_65.word(),
            NISTObjectIdentifiers.id_ml_dsa_87.getId(), KeyKind.ML_DSA_87.word(),
            NISTObjectIdentifiers.id_alg_ml_kem_512.getId(), KeyKind.ML_KEM_512.word(),
            NISTObjectIdentifiers.id_alg_ml_kem_768.getId(), KeyKind.ML_KEM_768.word(),
            NISTObjectIdentifiers.id_alg_ml_kem_1024.getId(), KeyKind.ML_KEM_1024.word());

    private KeyPairs() {}

    public static KeyPair generate(String algorithm) {
        try {
            KeyKind kind = KeyKind.of(algorithm);
            return switch (kind) {
                case RSA_2048 -> rsa(2048);
                case RSA_3072 -> rsa(3072);
                case RSA_4096 -> rsa(4096);
                case EC_P256 -> ec("secp256r1");
                case EC_P384 -> ec("secp384r1");
                case EC_P521 -> ec("secp521r1");
                // Java knows each of these by the very name that the house uses.
                case ED25519, X25519 -> made(kind, "SunEC");
                // Written out in full, as every provider reads it; other ones would store a seed that Java does not
                // read.
                case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> made(kind, "SUN");
                case ML_KEM_512, ML_KEM_768, ML_KEM_1024 -> made(kind, "SunJCE");
            };
        } catch (GeneralSecurityException e) {
            throw new AuthorityFailure("this Java cannot make keys of kind " + algorithm, e);
        }
    }

    /** The name of a public key's algorithm. */
    public static String algorithm(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> "RSA-" + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC-P" + ec.getParams().getCurve().getField().getFieldSize();
            // By the identifier in the key itself, since providers name these differently.
            default -> NAMES.getOrDefault(identifier(key.getEncoded()), key.getAlgorithm());
        };
    }

    /** The name of the algorithm of a key that is not opened; its object identifier if the house does not know it. */
    static String algorithmOf(SubjectPublicKeyInfo key) {
        try {
            return algorithm(publicKey(key.getEncoded("DER")));
        } catch (java.io.IOException | IllegalArgumentException e) {
            return key.getAlgorithm().getAlgorithm().getId();
        }
    }

    /**
     * The kind of a public key.
     *
     * @throws IllegalArgumentException if the house does not make keys of this kind
     */
    public static KeyKind kind(PublicKey key) {
        return KeyKind.of(algorithm(key));
    }

    /** The object identifier of a kind that has no parameters, such as Ed25519 or ML-KEM. */
    public static String identifier(KeyKind kind) {
        return NAMES.entrySet().stream()
                .filter(name -> name.getValue().equals(kind.word()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind.word() + " has parameters"));
    }

    /** SHA-256 of the public key: the name of a key pair in the whole house. */
    public static String id(PublicKey key) {
        return Fingerprint.of(key.getEncoded());
    }

    /** The key in a certificate, DER. */
    public static PublicKey certified(byte[] certificate) {
        return CertificateAuthority.certificate(certificate).getPublicKey();
    }

    /**
     * The key in a SubjectPublicKeyInfo, DER.
     *
     * @throws IllegalArgumentException if it is none, or of a kind that this Java does not know
     */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public static PublicKey publicKey(byte[] subjectPublicKeyInfo) {
        try {
            // The kind stands in the key itself; every provider knows it by its object identifier.
            String kind = identifier(subjectPublicKeyInfo);
            return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a public key, or of a kind that is not known here", e);
        }
    }

    private static String identifier(byte[] subjectPublicKeyInfo) {
        return SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo)
                .getAlgorithm()
                .getAlgorithm()
                .getId();
    }

    private static KeyPair made(KeyKind kind, String provider) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(kind.word(), provider).generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }
}
