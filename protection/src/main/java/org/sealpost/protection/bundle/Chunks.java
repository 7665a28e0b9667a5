package org.sealpost.protection.bundle;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** How one chunk of a bundle is encrypted. */
final class Chunks {
    static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;

    private Chunks() {}

    /** The key is used for this one bundle only, so a number is never used twice under it. */
    static Cipher cipher(int mode, SecretKey key, long number, boolean last) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putLong(number)
                .putInt(last ? 1 : 0)
                .array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        return cipher;
    }
}
