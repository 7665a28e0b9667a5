package org.sealpost.identity;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of keys that the house makes, by the names that templates, settings and listings use: {@code RSA-3072}. */
public enum KeyKind {
    RSA_2048("RSA-2048", 112, true, true),
    RSA_3072("RSA-3072", 128, true, true),
    RSA_4096("RSA-4096", 140, true, true),
    EC_P256("EC-P256", 128, true, true),
    EC_P384("EC-P384", 192, true, true),
    EC_P521("EC-P521", 256, true, true),
    ED25519("Ed25519", 128, true, false),
    X25519("X25519", 128, false, true),
    ML_DSA_44("ML-DSA-44", 128, true, false),
    ML_DSA_65("ML-DSA-65", 192, true, false),
    ML_DSA_87("ML-DSA-87", 256, true, false),
    ML_KEM_512("ML-KEM-512", 128, false, true),
    ML_KEM_768("ML-KEM-768", 192, false, true),
    ML_KEM_1024("ML-KEM-1024", 256, false, true);

    private final String word;
    private final int securityBits;
    private final boolean signs;
    private final boolean encrypts;

    KeyKind(String word, int securityBits, boolean signs, boolean encrypts) {
        this.word = word;
        this.securityBits = securityBits;
        this.signs = signs;
        this.encrypts = encrypts;
    }

    /** As it stands in templates, in the certificate table and in settings. */
    public String word() {
        return word;
    }

    /** Bits of security, NIST SP 800-57 part 1 table 2; for ML-DSA and ML-KEM those of their category in FIPS 203 and 204. */
    public int securityBits() {
        return securityBits;
    }

    /** What a key of this kind can do at all. An EC key encrypts by agreeing on a key with the sender's. */
    public boolean can(KeyPurpose purpose) {
        return switch (purpose) {
            case SIGNATURE -> signs;
            case ENCRYPTION -> encrypts;
        };
    }

    public boolean isRsa() {
        return word.startsWith("RSA-");
    }

    public boolean isEc() {
        return word.startsWith("EC-");
    }

    /** Encrypts by agreeing on a key with the sender's, RFC 5480 and RFC 8410. */
    public boolean agrees() {
        return isEc() || this == X25519;
    }

    /** ML-KEM: it can only open what was encapsulated, so it cannot prove itself by a signature. */
    public boolean isKem() {
        return word.startsWith("ML-KEM-");
    }

    public boolean isPostQuantum() {
        return word.startsWith("ML-");
    }

    /** The kind of this name, in any case of letters. */
    public static Optional<KeyKind> find(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equalsIgnoreCase(word))
                .findFirst();
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException if there is no kind of this name; it lists all
     */
    public static KeyKind of(String word) {
        return find(word)
                .orElseThrow(() -> new IllegalArgumentException("expected a kind of key ("
                        + Arrays.stream(values()).map(KeyKind::word).collect(Collectors.joining(", ")) + "): "
                        + word));
    }
}
