package org.sealpost.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who gave the right password a moment ago. Mail programs log in every minute, and Argon2id is meant to be slow. Only a
 * keyed hash of the password is kept, under a key that lives in this process; a changed password has another stored hash
 * and is not found.
 */
final class RecentLogins {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int LIMIT = 10_000;
    private static final int KEY_BYTES = 32;

    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    RecentLogins(Clock clock) {
        this.clock = clock;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    boolean knows(String storedHash, char[] password) {
        byte[] given = keyed(password);
        synchronized (seen) {
            Seen known = seen.get(storedHash);
            return known != null
                    && clock.instant().isBefore(known.until)
                    && MessageDigest.isEqual(known.password, given);
        }
    }

    void remember(String storedHash, char[] password) {
        Seen login = new Seen(keyed(password), clock.instant().plus(KEPT));
        synchronized (seen) {
            seen.remove(storedHash);
            seen.put(storedHash, login);
            if (seen.size() > LIMIT) {
                seen.remove(seen.keySet().iterator().next());
            }
        }
    }

    private byte[] keyed(char[] password) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(bytes);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HmacSHA256", e);
        }
    }

    private record Seen(byte[] password, Instant until) {}
}
