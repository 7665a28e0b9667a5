package org.sealpost.protection;

import com.ongres.saslprep.SASLprep;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.sealpost.identity.ScramVerifier;

/** Makes what is kept of a password for SCRAM-SHA-256 (RFC 5802, RFC 7677). */
public final class ScramSha256 {
    /**
     * As long as an Argon2id hash takes here. RFC 7677 asks for 4,096 at least; more would help little, since a verifier lies
     * sealed, and each client pays them at each login.
     */
    public static final int ITERATIONS = 16_384;

    public static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SASLprep PREPARED = new SASLprep();

    private ScramSha256() {}

    /** With a new salt; empty if no client could give the same password, because RFC 4013 forbids a character in it. */
    public static Optional<ScramVerifier> verifier(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return verifier(password, salt, ITERATIONS);
    }

    public static Optional<ScramVerifier> verifier(char[] password, byte[] salt, int iterations) {
        char[] prepared;
        try {
            prepared = PREPARED.prepareStored(password);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The second from a password of nothing but characters that vanish.
            return Optional.empty();
        }
        return prepared.length == 0
                ? Optional.empty()
                : Optional.of(ScramVerifier.of(salt, iterations, salted(prepared, salt, iterations)));
    }

    /** {@code Hi} of RFC 5802 section 2.2, which is PBKDF2. */
    private static byte[] salted(char[] prepared, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(prepared, salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks PBKDF2", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(prepared, ' ');
        }
    }
}
