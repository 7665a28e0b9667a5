package org.sealpost.protection;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.PasswordConverter;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Turns passwords into keys and into hashes to keep: Argon2id, RFC 9106, in the PHC string form that others read, too. */
public final class Argon2id {
    /** What a new hash costs: 19 MiB, two passes, one lane, so that a server with many logins stays on its feet. */
    public static final Cost PASSWORD = new Cost(19 * 1024, 2, 1);

    /** What a key from a passphrase costs, paid once at start: the second recommendation of RFC 9106 section 4. */
    public static final Cost PASSPHRASE = new Cost(64 * 1024, 3, 4);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int HASH_LIMIT_BYTES = 64;
    private static final int MEMORY_LIMIT_KIB = 256 * 1024;
    private static final int PASSES_LIMIT = 16;
    private static final int LANES_LIMIT = 16;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Argon2id() {}

    /** Memory, passes and lanes; a hash that asks for more than the limits is refused, since it could stop the server. */
    public record Cost(int memoryKib, int passes, int lanes) {
        public Cost {
            if (memoryKib < 8 * lanes || memoryKib > MEMORY_LIMIT_KIB) {
                throw new IllegalArgumentException("Argon2id memory out of range: " + memoryKib + " KiB");
            }
            if (passes < 1 || passes > PASSES_LIMIT || lanes < 1 || lanes > LANES_LIMIT) {
                throw new IllegalArgumentException("Argon2id passes or lanes out of range: " + passes + ", " + lanes);
            }
        }
    }

    /** The hash of a password with a new salt, as {@code $argon2id$v=19$m=...,t=...,p=...$salt$hash}. */
    public static String hash(char[] password) {
        byte[] salt = random(SALT_BYTES);
        return phc(salt, derive(password, salt, PASSWORD, HASH_BYTES));
    }

    /** A hash that no password has, to verify one in vain: takes as long as with a real one, and nothing to make. */
    public static String ofNothing() {
        return phc(random(SALT_BYTES), random(HASH_BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String phc(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + PASSWORD.memoryKib + ",t=" + PASSWORD.passes + ",p=" + PASSWORD.lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** Whether this is a hash that a password can have at all. */
    public static boolean isHash(String phc) {
        return PHC.matcher(phc).matches();
    }

    /** Whether this is the password of that hash. A string that is no Argon2id hash within the limits verifies nothing. */
    public static boolean verify(String phc, char[] password) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            return false;
        }
        try {
            Cost cost = new Cost(number(parts, 1), number(parts, 2), number(parts, 3));
            byte[] salt = Base64.getDecoder().decode(parts.group(4));
            byte[] expected = Base64.getDecoder().decode(parts.group(5));
            byte[] found = derive(password, salt, cost, expected.length);
            return MessageDigest.isEqual(expected, found);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A key of {@code length} bytes from a password, salt and cost. The caller wipes the password. */
    public static byte[] derive(char[] password, byte[] salt, Cost cost, int length) {
        if (length < 4 || length > HASH_LIMIT_BYTES) {
            throw new IllegalArgumentException("Argon2id output must have 4 to 64 bytes: " + length);
        }
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .withCharToByteConverter(PasswordConverter.UTF8)
                .build());
        byte[] output = new byte[length];
        generator.generateBytes(password, output);
        return output;
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
