package org.sealpost.policy;

import java.util.Map;

/** Compares key algorithms by name, such as {@code RSA-3072} and {@code EC-P256}, by their bits of security (NIST SP 800-57). */
final class KeyStrength {
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("RSA-2048", 112),
            Map.entry("RSA-3072", 128),
            Map.entry("RSA-4096", 140),
            Map.entry("EC-P256", 128),
            Map.entry("EC-P384", 192),
            Map.entry("EC-P521", 256),
            Map.entry("Ed25519", 128),
            Map.entry("X25519", 128),
            Map.entry("ML-DSA-44", 128),
            Map.entry("ML-DSA-65", 192),
            Map.entry("ML-DSA-87", 256),
            Map.entry("ML-KEM-512", 128),
            Map.entry("ML-KEM-768", 192),
            Map.entry("ML-KEM-1024", 256));

    private KeyStrength() {}

    /** Whether a key is as strong as the one that a template asks for, whatever its kind; an unknown kind never is. */
    static boolean suffices(String key, String wanted) {
        return key.equals(wanted) || BITS.getOrDefault(key, 0) >= BITS.getOrDefault(wanted, Integer.MAX_VALUE);
    }
}
