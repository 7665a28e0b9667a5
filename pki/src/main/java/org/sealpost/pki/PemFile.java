package org.sealpost.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One object in a file, whether in PEM (RFC 7468) or as it is. */
public final class PemFile {
    private static final Pattern OBJECT =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemFile() {}

    /**
     * The first object, DER.
     *
     * @throws IllegalArgumentException if what looks like PEM is damaged
     */
    public static byte[] der(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (!text.contains("-----BEGIN ")) {
            return content.clone();
        }
        Matcher object = OBJECT.matcher(text);
        if (!object.find()) {
            throw new IllegalArgumentException("PEM that is damaged");
        }
        return Base64.getMimeDecoder().decode(object.group(2));
    }
}
