package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.crypto.Cipher;

/**
 * The arithmetic, asked for by plain names. AES and SHA come from Java itself, whose intrinsics are as fast as native code;
 * RSA and EC from the first provider that has them. Bouncy Castle makes structures only (docs/adr/0004).
 */
final class Jca {
    /** Java's AES is fast only when it is called often: feed it pieces of this size. */
    static final int CHUNK_BYTES = 32 * 1024;

    private Jca() {}

    /** What a buffer for so many bytes needs to have: all of them, or one piece. */
    static int chunkBytes(long sizeBytes) {
        return Math.clamp(sizeBytes, 1, CHUNK_BYTES);
    }

    static Cipher aes(String transformation) throws GeneralSecurityException {
        return Cipher.getInstance(transformation, "SunJCE");
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name, "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java lacks " + name, e);
        }
    }

    static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an X.509 certificate", e);
        }
    }

    /** SHA-256 of a certificate's DER form in lower-case hex: its name in the whole house. */
    static String fingerprint(byte[] der) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(der));
    }
}
