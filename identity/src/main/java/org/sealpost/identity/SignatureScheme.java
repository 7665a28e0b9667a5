package org.sealpost.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an authority signs: which algorithm with which digest. Kept with each authority, since a key alone does not say it. */
public enum SignatureScheme {
    RSA_SHA256("RSA-SHA256"),
    RSA_SHA384("RSA-SHA384"),
    RSA_SHA512("RSA-SHA512"),
    /** RFC 4055 section 3.1; the salt is as long as the digest. */
    RSASSA_PSS_SHA256("RSASSA-PSS-SHA256"),
    RSASSA_PSS_SHA384("RSASSA-PSS-SHA384"),
    RSASSA_PSS_SHA512("RSASSA-PSS-SHA512"),
    ECDSA_SHA256("ECDSA-SHA256"),
    ECDSA_SHA384("ECDSA-SHA384"),
    ECDSA_SHA512("ECDSA-SHA512"),
    ED25519("Ed25519"),
    ML_DSA_44("ML-DSA-44"),
    ML_DSA_65("ML-DSA-65"),
    ML_DSA_87("ML-DSA-87");

    private final String word;

    SignatureScheme(String word) {
        this.word = word;
    }

    /** As it stands in settings and in the table of authorities. */
    public String word() {
        return word;
    }

    public boolean isPss() {
        return word.startsWith("RSASSA-PSS-");
    }

    /** Whether keys of this kind sign so. */
    public boolean fits(KeyKind kind) {
        return all(kind).contains(this);
    }

    /** All that a key of this kind can sign with, the usual one first; empty for a key that cannot sign. */
    public static List<SignatureScheme> all(KeyKind kind) {
        if (!kind.can(KeyPurpose.SIGNATURE)) {
            return List.of();
        }
        if (kind.isRsa()) {
            return List.of(RSA_SHA256, RSA_SHA384, RSA_SHA512, RSASSA_PSS_SHA256, RSASSA_PSS_SHA384, RSASSA_PSS_SHA512);
        }
        return switch (kind) {
            // As strong as the curve: FIPS 186-5 section 6.1.1, and what clients know best for each.
            case EC_P256 -> List.of(ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512);
            case EC_P384 -> List.of(ECDSA_SHA384, ECDSA_SHA512);
            case EC_P521 -> List.of(ECDSA_SHA512);
            default -> List.of(of(kind.word()));
        };
    }

    /**
     * What is taken if nobody chose.
     *
     * @throws IllegalArgumentException for a key that cannot sign
     */
    public static SignatureScheme usual(KeyKind kind) {
        List<SignatureScheme> all = all(kind);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a key of kind " + kind.word() + " does not sign");
        }
        return all.getFirst();
    }

    public static Optional<SignatureScheme> find(String word) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.word.equalsIgnoreCase(word))
                .findFirst();
    }

    /**
     * The scheme of this name.
     *
     * @throws IllegalArgumentException if there is none of this name; it lists all
     */
    public static SignatureScheme of(String word) {
        return find(word)
                .orElseThrow(() -> new IllegalArgumentException("expected a signature scheme ("
                        + Arrays.stream(values()).map(SignatureScheme::word).collect(Collectors.joining(", ")) + "): "
                        + word));
    }
}
