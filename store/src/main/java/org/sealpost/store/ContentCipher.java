package org.sealpost.store;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;

/**
 * Encrypts stored content: AES-256-GCM with a key of its own for each content, made from the store's key and a random salt
 * (HMAC-SHA-256 as in HKDF-Expand, RFC 5869). The nonce is the number of the chunk; chunk number and whole size are bound to
 * each chunk, so that chunks cannot be swapped, left out or moved to other content.
 */
final class ContentCipher {
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** No chunk has this number. */
    private static final int NOTE = -1;

    private final SecretKeySpec storeKey;

    ContentCipher(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the content key must have 32 bytes: " + key.length);
        }
        this.storeKey = new SecretKeySpec(key, "HmacSHA256");
    }

    static byte[] newSalt(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    SecretKey keyFor(byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(storeKey);
            mac.update(salt);
            mac.update((byte) 1);
            return new SecretKeySpec(mac.doFinal(), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HmacSHA256", e);
        }
    }

    byte[] seal(SecretKey key, ContentStore.Writing content, int sequence, byte[] clear) {
        return seal(key, content, sequence, clear, 0, clear.length);
    }

    byte[] seal(SecretKey key, ContentStore.Writing content, int sequence, byte[] clear, int from, int to) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, content, sequence).doFinal(clear, from, to - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks AES-GCM", e);
        }
    }

    byte[] open(SecretKey key, ContentStore.Writing content, int sequence, byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, content, sequence).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY, "stored content was altered, or belongs to another key", e);
        }
    }

    /** A note about something with a number, which is bound to it, so that notes cannot be swapped. */
    byte[] sealNote(SecureRandom random, long about, byte[] clear) {
        byte[] salt = newSalt(random);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, keyFor(salt), about, NOTE).doFinal(clear);
            return ByteBuffer.allocate(salt.length + sealed.length)
                    .put(salt)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks AES-GCM", e);
        }
    }

    byte[] openNote(long about, byte[] sealed) {
        if (sealed.length < SALT_BYTES) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "a stored note is cut off");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, keyFor(Arrays.copyOf(sealed, SALT_BYTES)), about, NOTE)
                    .doFinal(sealed, SALT_BYTES, sealed.length - SALT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY, "a stored note was altered, or belongs to another key", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, ContentStore.Writing content, int sequence)
            throws GeneralSecurityException {
        return cipher(mode, key, content.sizeBytes(), sequence);
    }

    private static Cipher cipher(int mode, SecretKey key, long bound, int sequence) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(sequence).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(bound)
                .putInt(sequence)
                .array());
        return cipher;
    }
}
