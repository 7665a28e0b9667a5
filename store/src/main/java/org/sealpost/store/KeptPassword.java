package org.sealpost.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.ScramSha256;
import org.sealpost.protection.VaultFailure;

/**
 * What the directory keeps of a password: its Argon2id hash and, behind a blank, the verifier of SCRAM, sealed under the
 * house's key and bound to that hash. Both change in one step, or none.
 */
record KeptPassword(String hash, Optional<String> sealedVerifier) {
    private static final String PURPOSE = "scram-verifier";

    static KeptPassword parse(String kept) {
        String[] parts = kept.split(" ", 2);
        return parts.length == 2 && Argon2id.isHash(parts[0])
                ? new KeptPassword(parts[0], Optional.of(parts[1]))
                : new KeptPassword(kept, Optional.empty());
    }

    static KeptPassword of(char[] password, KeyVault vault) {
        return new KeptPassword(Argon2id.hash(password), Optional.empty()).withVerifier(password, vault);
    }

    /** The same without one if the password cannot be given by SCRAM at all. */
    KeptPassword withVerifier(char[] password, KeyVault vault) {
        return new KeptPassword(
                hash,
                ScramSha256.verifier(password)
                        .map(made -> vault.seal(PURPOSE, hash, made.text().getBytes(StandardCharsets.US_ASCII)))
                        .map(Base64.getEncoder()::encodeToString));
    }

    /** Empty, too, for one from under another key: it is made anew then. */
    Optional<ScramVerifier> verifier(KeyVault vault) {
        try {
            return sealedVerifier
                    .map(Base64.getDecoder()::decode)
                    .map(bytes -> vault.open(PURPOSE, hash, bytes))
                    .map(text -> ScramVerifier.parse(new String(text, StandardCharsets.US_ASCII)));
        } catch (VaultFailure | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The hash has a new salt each time; hashed once more, since it is not for those who ask. */
    String version() {
        return Fingerprint.of(hash.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return sealedVerifier.map(verifier -> hash + " " + verifier).orElse(hash);
    }

    @Override
    public String toString() {
        return "a kept password";
    }
}
