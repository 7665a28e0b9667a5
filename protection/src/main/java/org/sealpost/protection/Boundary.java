package org.sealpost.protection;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What stands between the parts of a multipart that the house makes (RFC 2046 section 5.1.1). */
final class Boundary {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 18;

    private Boundary() {}

    /** Nobody can foresee it; and "=_" cannot occur in quoted-printable or base64 (RFC 2045 section 6.7). */
    static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return "=_" + HexFormat.of().formatHex(random);
    }
}
