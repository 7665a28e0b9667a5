package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;

/**
 * The arithmetic, asked for by plain names. AES and SHA come from Java itself, whose intrinsics are as fast as native code;
 * RSA and EC from the first provider that has them. Bouncy Castle makes structures only (docs/adr/0004).
 */
final class Jca {
    /** Java's AES is fast only when it is called often: feed it pieces of this size. */
    static final int CHUNK_BYTES = 32 * 1024;

    private static final Provider AES = Security.getProvider("SunJCE");
    private static final Provider DIGESTS = Security.getProvider("SUN");
    private static final Map<String, Provider> FIRST = new ConcurrentHashMap<>();

    private Jca() {}

    /** What a buffer for so many bytes needs to have: all of them, or one piece. */
    static int chunkBytes(long sizeBytes) {
        return Math.clamp(sizeBytes, 1, CHUNK_BYTES);
    }

    /**
     * The provider that is asked first for an algorithm. To look for it each time costs more than what is asked of it.
     *
     * @param service such as {@code Signature}
     */
    static Provider first(String service, String algorithm) throws NoSuchAlgorithmException {
        String name = service + "." + algorithm;
        Provider known = FIRST.get(name);
        if (known != null) {
            return known;
        }
        Provider[] found = Security.getProviders(name);
        if (found == null) {
            throw new NoSuchAlgorithmException(name);
        }
        FIRST.put(name, found[0]);
        return found[0];
    }

    /** The same key in the form in which the provider of its arithmetic works with it, so that it is read once only. */
    static PublicKey ready(PublicKey key) {
        if (!key.getAlgorithm().equals("RSA") && !key.getAlgorithm().equals("EC")) {
            return key;
        }
        try {
            return (PublicKey) KeyFactory.getInstance(key.getAlgorithm()).translateKey(key);
        } catch (GeneralSecurityException e) {
            // Another provider will know what to do with it, or say what is wrong.
            return key;
        }
    }

    static Cipher aes(String transformation) throws GeneralSecurityException {
        return Cipher.getInstance(transformation, AES);
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name, DIGESTS);
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
}
