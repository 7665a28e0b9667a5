package org.sealpost.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.mail.Sha256;

/**
 * What is kept of a password so that its owner can prove it without telling it: SCRAM-SHA-256 (RFC 5802 section 3, RFC
 * 7677). Nobody can log in with it, but guesses can be tried against it.
 */
public record ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    /** RFC 7677 section 4 wants no fewer. */
    public static final int LEAST_ITERATIONS = 4_096;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int HASH_BYTES = 32;
    private static final int LEAST_SALT_BYTES = 8;
    private static final String HMAC = "HmacSHA256";
    private static final Pattern FORM = Pattern.compile("\\d{4,8}(:[A-Za-z0-9+/]{8,200}=*){3}");

    public ScramVerifier {
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("iterations out of range: " + iterations);
        }
        if (salt.length < LEAST_SALT_BYTES || storedKey.length != HASH_BYTES || serverKey.length != HASH_BYTES) {
            throw new IllegalArgumentException("salt or keys of SCRAM-SHA-256 have a wrong length");
        }
    }

    /** From the salted password, which is forgotten afterwards. */
    public static ScramVerifier of(byte[] salt, int iterations, byte[] saltedPassword) {
        byte[] clientKey = hmac(saltedPassword, "Client Key".getBytes(StandardCharsets.US_ASCII));
        return new ScramVerifier(
                salt,
                iterations,
                Sha256.of(clientKey),
                hmac(saltedPassword, "Server Key".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Reads what {@link #text} wrote. */
    public static ScramVerifier parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a SCRAM verifier");
        }
        List<String> parts = List.of(text.split(":", -1));
        Base64.Decoder base64 = Base64.getDecoder();
        return new ScramVerifier(
                base64.decode(parts.get(1)),
                Integer.parseInt(parts.get(0)),
                base64.decode(parts.get(2)),
                base64.decode(parts.get(3)));
    }

    /** Whether the proof was made by somebody who knows the password, for just this exchange. */
    public boolean proves(byte[] proof, byte[] exchange) {
        if (proof.length != HASH_BYTES) {
            return false;
        }
        byte[] clientKey = hmac(storedKey, exchange);
        for (int i = 0; i < HASH_BYTES; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(Sha256.of(clientKey), storedKey);
    }

    /** By which the client sees that it speaks with somebody who keeps its verifier. */
    public byte[] signature(byte[] exchange) {
        return hmac(serverKey, exchange);
    }

    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return iterations + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(storedKey) + ":"
                + base64.encodeToString(serverKey);
    }

    @Override
    public String toString() {
        return "SCRAM-SHA-256 with " + iterations + " iterations";
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HMAC-SHA-256", e);
        }
    }
}
