package org.sealpost.identity;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.MailAddress;

/** Where the OpenPGP key of an address is published (Web Key Directory, draft-koch-openpgp-webkey-service). */
public final class WebKey {
    /** Below which everything of it lies. */
    public static final String PREFIX = "/.well-known/openpgpkey/";

    private static final String ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";

    private WebKey() {}

    /** The name of a local part: SHA-1 of its lower case in z-base-32, 32 letters. */
    public static String hash(String localPart) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest(localPart.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder();
            int bits = 0;
            int held = 0;
            for (byte octet : digest) {
                held = held << 8 | octet & 0xff;
                bits += 8;
                while (bits >= 5) {
                    bits -= 5;
                    text.append(ALPHABET.charAt(held >> bits & 31));
                }
            }
            return text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java lacks SHA-1", e);
        }
    }

    /** Where to ask, in this order: the advanced method, then the direct one for domains without the name openpgpkey. */
    public static List<URI> addresses(MailAddress address) {
        String domain = address.domain().name();
        String name = "hu/" + hash(address.localPart()) + "?l="
                + URLEncoder.encode(address.localPart(), StandardCharsets.UTF_8);
        return List.of(
                URI.create("https://openpgpkey." + domain + PREFIX + domain + "/" + name),
                URI.create("https://" + domain + PREFIX + name));
    }
}
