package org.sealpost.identity;

import org.sealpost.mail.Sha256;

/** The name by which a certificate, a key or a list is known in the whole house. */
public final class Fingerprint {
    private Fingerprint() {}

    /** SHA-256 of the DER form, 64 hexadecimal digits in lower case. */
    public static String of(byte[] der) {
        return Sha256.hex(der);
    }
}
