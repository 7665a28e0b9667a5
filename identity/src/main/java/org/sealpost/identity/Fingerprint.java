package org.sealpost.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name by which a certificate, a key or a list is known in the whole house. */
public final class Fingerprint {
    private Fingerprint() {}

    /** SHA-256 of the DER form, 64 hexadecimal digits in lower case. */
    public static String of(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform lacks SHA-256", e);
        }
    }
}
