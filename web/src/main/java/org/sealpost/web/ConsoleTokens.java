package org.sealpost.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the link of an administrator to the console holds: when it ends, and a MAC (HMAC-SHA256) over that. Nothing has to be
 * kept anywhere, and every node of an installation takes the links of all.
 */
public final class ConsoleTokens {
    /** A working day. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final int LEAST_KEY_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\.[0-9a-f]{64}");

    private final SecretKeySpec key;
    private final Clock clock;

    public ConsoleTokens(byte[] key, Clock clock) {
        if (key.length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException("the key has at least " + LEAST_KEY_BYTES + " bytes: " + key.length);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    public String issue() {
        return token(clock.instant().plus(LIFETIME).getEpochSecond());
    }

    public boolean isGood(String given) {
        Matcher parts = FORM.matcher(given);
        if (!parts.matches()) {
            return false;
        }
        long end = Long.parseLong(parts.group(1));
        return MessageDigest.isEqual(bytes(given), bytes(token(end)))
                && clock.instant().isBefore(Instant.ofEpochSecond(end));
    }

    private String token(long end) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return end + "." + HexFormat.of().formatHex(mac.doFinal(bytes(Long.toString(end))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HMAC-SHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
