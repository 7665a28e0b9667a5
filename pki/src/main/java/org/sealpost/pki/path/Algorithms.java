package org.sealpost.pki.path;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Which algorithms and keys are trusted, by identifier and until when; names of libraries say too little (one of them calls
 * ecdsa-with-SHA1 just «ECDSA»).
 */
public final class Algorithms {
    private static final Instant SHA1_END = Instant.parse("2017-01-01T00:00:00Z");
    private static final Instant RSA_1024_END = Instant.parse("2014-01-01T00:00:00Z");
    private static final int RSA_LEAST_BITS = 2048;
    private static final int RSA_FORMER_BITS = 1024;

    /** More is no safer, and each check of a signature would take long. */
    private static final int RSA_LIMIT_BITS = 8192;

    private static final int EXPONENT_LIMIT_BITS = 256;

    private static final String PSS = "1.2.840.113549.1.1.10";

    /** SHA-256 and stronger with RSA and ECDSA, Ed25519, Ed448, ML-DSA. */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11",
            "1.2.840.113549.1.1.12",
            "1.2.840.113549.1.1.13",
            PSS,
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.4.3.3",
            "1.2.840.10045.4.3.4",
            "1.3.101.112",
            "1.3.101.113",
            "2.16.840.1.101.3.4.3.17",
            "2.16.840.1.101.3.4.3.18",
            "2.16.840.1.101.3.4.3.19");

    /** Trusted only for what the house saw before that day. */
    private static final Map<String, Instant> FORMER_SIGNATURES = Map.of(
            "1.2.840.113549.1.1.5", SHA1_END,
            "1.3.14.3.2.29", SHA1_END,
            "1.2.840.10045.4.1", SHA1_END);

    private static final Set<String> PSS_HASHES =
            Set.of("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3");

    /** P-256, P-384, P-521 and the Brainpool curves of that size. */
    private static final Set<String> CURVES = Set.of(
            "1.2.840.10045.3.1.7",
            "1.3.132.0.34",
            "1.3.132.0.35",
            "1.3.36.3.3.2.8.1.1.7",
            "1.3.36.3.3.2.8.1.1.11",
            "1.3.36.3.3.2.8.1.1.13");

    /** Ed25519, Ed448, X25519, X448, ML-DSA and ML-KEM: the identifier says all. */
    private static final Set<String> WHOLE_KEYS = Set.of(
            "1.3.101.110",
            "1.3.101.111",
            "1.3.101.112",
            "1.3.101.113",
            "2.16.840.1.101.3.4.3.17",
            "2.16.840.1.101.3.4.3.18",
            "2.16.840.1.101.3.4.3.19",
            "2.16.840.1.101.3.4.4.1",
            "2.16.840.1.101.3.4.4.2",
            "2.16.840.1.101.3.4.4.3");

    private Algorithms() {}

    /** Why a signature with this algorithm is not trusted. */
    public static Optional<String> signatureFault(AlgorithmIdentifier algorithm, Instant seenAt) {
        String identifier = algorithm.getAlgorithm().getId();
        Instant end = FORMER_SIGNATURES.get(identifier);
        if (end != null) {
            return seenAt.isBefore(end)
                    ? Optional.empty()
                    : Optional.of("signed with SHA-1, which is not trusted since "
                            + end.toString().substring(0, 10));
        }
        if (!SIGNATURES.contains(identifier)) {
            return Optional.of("signed with an algorithm that is not trusted: " + identifier);
        }
        return identifier.equals(PSS) ? pssFault(algorithm) : Optional.empty();
    }

    /** Without parameters RSASSA-PSS means SHA-1 (RFC 4055 section 3.1). */
    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes a fault.
    private static Optional<String> pssFault(AlgorithmIdentifier algorithm) {
        try {
            RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(algorithm.getParameters());
            String hash = parameters == null
                    ? "SHA-1"
                    : parameters.getHashAlgorithm().getAlgorithm().getId();
            return PSS_HASHES.contains(hash)
                    ? Optional.empty()
                    : Optional.of("signed with RSASSA-PSS and a hash that is not trusted: " + hash);
        } catch (RuntimeException e) {
            return Optional.of("signed with RSASSA-PSS and parameters that cannot be read");
        }
    }

    /** Why this key is not trusted. */
    static Optional<String> keyFault(SubjectPublicKeyInfo key, Instant seenAt) {
        ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                || algorithm.getId().equals(PSS)) {
            return rsaFault(key, seenAt);
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            boolean known = key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
                    && CURVES.contains(curve.getId());
            return known ? Optional.empty() : Optional.of("an elliptic curve that is not trusted");
        }
        return WHOLE_KEYS.contains(algorithm.getId())
                ? Optional.empty()
                : Optional.of("a key of a kind that is not trusted: " + algorithm.getId());
    }

    @SuppressWarnings("IllegalCatch") // As above.
    private static Optional<String> rsaFault(SubjectPublicKeyInfo info, Instant seenAt) {
        try {
            RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
            int bits = key.getModulus().bitLength();
            boolean strong = bits >= RSA_LEAST_BITS || bits >= RSA_FORMER_BITS && seenAt.isBefore(RSA_1024_END);
            if (!strong) {
                return Optional.of("an RSA key of " + bits + " bits; at least " + RSA_LEAST_BITS + " are needed");
            }
            return bits % 8 == 0 ? rsaFormFault(key) : Optional.of("an RSA key of " + bits + " bits: no multiple of 8");
        } catch (java.io.IOException | RuntimeException e) {
            return Optional.of("an RSA key that cannot be read");
        }
    }

    private static Optional<String> rsaFormFault(RSAPublicKey key) {
        BigInteger exponent = key.getPublicExponent();
        if (!key.getModulus().testBit(0) || !exponent.testBit(0) || exponent.bitLength() < 2) {
            return Optional.of("an RSA key with an even modulus or exponent, or an exponent of 1");
        }
        return Optional.empty();
    }

    /** Why a signature is not even tried with this key: it would take too long. */
    @SuppressWarnings("IllegalCatch") // As above.
    static Optional<String> costFault(SubjectPublicKeyInfo info) {
        try {
            if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
                    && !info.getAlgorithm().getAlgorithm().getId().equals(PSS)) {
                boolean explicit = info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                        && !(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier);
                return explicit ? Optional.of("an elliptic curve of its own making") : Optional.empty();
            }
            RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
            return key.getModulus().bitLength() > RSA_LIMIT_BITS
                            || key.getPublicExponent().bitLength() > EXPONENT_LIMIT_BITS
                    ? Optional.of("an RSA key of " + key.getModulus().bitLength() + " bits, exponent of "
                            + key.getPublicExponent().bitLength() + ": too large")
                    : Optional.empty();
        } catch (java.io.IOException | RuntimeException e) {
            return Optional.of("a key that cannot be read");
        }
    }
}
