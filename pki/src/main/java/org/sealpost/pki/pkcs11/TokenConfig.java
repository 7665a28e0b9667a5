package org.sealpost.pki.pkcs11;

import java.nio.file.Path;

/**
 * Which token holds keys of authorities, and how to get at it.
 *
 * @param library of PKCS #11 from the maker of the token
 * @param label of the token; slots change their numbers, labels stay
 * @param pinFile with the user PIN in one line, readable by its owner only
 */
public record TokenConfig(Path library, String label, Path pinFile) {
    private static final int LABEL_LIMIT_BYTES = 32;

    public TokenConfig {
        if (label.isBlank() || label.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LABEL_LIMIT_BYTES) {
            throw new IllegalArgumentException("a token's label has 1 to " + LABEL_LIMIT_BYTES + " bytes: " + label);
        }
    }
}
