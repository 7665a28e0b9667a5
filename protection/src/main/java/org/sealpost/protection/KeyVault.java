package org.sealpost.protection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets closed while they lie on disk. From one root key it makes a key for each purpose (HKDF, RFC 5869); a
 * purpose key wraps a new data key for each secret (AES-256-GCM), so the root key can change without touching the secrets.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyVault {
    public static final int KEY_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
    private static final int SECRET_LIMIT_BYTES = 1024 * 1024;
    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey root;

    /** A vault over 256 bits of root key. */
    public KeyVault(byte[] rootKey) {
        if (rootKey.length != KEY_BYTES) {
            throw new IllegalArgumentException("a root key has 32 bytes: " + rootKey.length);
        }
        this.root = new SecretKeySpec(rootKey, "HKDF");
    }

    /** A new random 256-bit key. */
    public static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    /** The 256-bit key for a purpose such as {@code content}; the same for the life of the root key. */
    public byte[] purposeKey(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("not a purpose: " + purpose);
        }
        try {
            byte[] info = ("sealpost purpose key 1: " + purpose).getBytes(StandardCharsets.US_ASCII);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(root).thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is missing in this Java", e);
        }
    }

    /**
     * Closes a secret. It opens only under the same purpose and label.
     *
     * @param label what the secret is: key id, use, version; kept elsewhere and bound to the secret
     */
    public byte[] seal(String purpose, String label, byte[] secret) {
        if (secret.length > SECRET_LIMIT_BYTES) {
            throw new IllegalArgumentException("a secret has at most 1 MiB: " + secret.length);
        }
        byte[] dataKey = newKey();
        byte[] purposeKey = purposeKey(purpose);
        try {
            byte[] wrapped = encrypt(purposeKey, label, dataKey);
            byte[] closed = encrypt(dataKey, label, secret);
            return ByteBuffer.allocate(1 + wrapped.length + closed.length)
                    .put(VERSION)
                    .put(wrapped)
                    .put(closed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing in this Java", e);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
            Arrays.fill(purposeKey, (byte) 0);
        }
    }

    /**
     * The secret in the clear.
     *
     * @throws VaultFailure if the root key, the purpose or the label is another one, or the bytes were changed
     */
    public byte[] open(String purpose, String label, byte[] sealed) {
        if (sealed.length < 1 + WRAPPED_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] != VERSION) {
            throw new VaultFailure("not a sealed secret: " + label, null);
        }
        byte[] purposeKey = purposeKey(purpose);
        byte[] dataKey = new byte[0];
        try {
            dataKey = decrypt(purposeKey, label, sealed, 1, WRAPPED_BYTES);
            return decrypt(dataKey, label, sealed, 1 + WRAPPED_BYTES, sealed.length - 1 - WRAPPED_BYTES);
        } catch (GeneralSecurityException e) {
            throw new VaultFailure(
                    "cannot open " + label + ": it was sealed under another root key, or it was changed", e);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
            Arrays.fill(purposeKey, (byte) 0);
        }
    }

    private static byte[] encrypt(byte[] key, String label, byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, label, nonce).doFinal(plain);
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    private static byte[] decrypt(byte[] key, String label, byte[] input, int offset, int length)
            throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOfRange(input, offset, offset + NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, key, label, nonce)
                .doFinal(input, offset + NONCE_BYTES, length - NONCE_BYTES);
    }

    private static Cipher cipher(int mode, byte[] key, String label, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
