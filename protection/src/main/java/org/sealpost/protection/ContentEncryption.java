package org.sealpost.protection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.GenericKey;

/** The cipher of one message under a new key. For one thread, once. */
final class ContentEncryption {
    private static final int BLOCK_BYTES = 16;
    private static final int GCM_NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key = random(KeyVault.KEY_BYTES);
    private final AlgorithmIdentifier algorithm;
    private final int tagBytes;
    private final Cipher cipher;

    private ContentEncryption(
            AlgorithmIdentifier algorithm, int tagBytes, String transformation, AlgorithmParameterSpec parameters) {
        this.algorithm = algorithm;
        this.tagBytes = tagBytes;
        try {
            this.cipher = Jca.aes(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java lacks " + transformation, e);
        }
    }

    static ContentEncryption of(EncryptionFormat format) {
        return switch (format) {
            case CONSERVATIVE -> {
                byte[] iv = random(BLOCK_BYTES);
                yield new ContentEncryption(
                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)),
                        0,
                        "AES/CBC/PKCS5Padding",
                        new IvParameterSpec(iv));
            }
            case AUTHENTICATED -> {
                byte[] nonce = random(GCM_NONCE_BYTES);
                int tagBytes = CmsEncryptor.TAG_BYTES;
                yield new ContentEncryption(
                        new AlgorithmIdentifier(
                                NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, tagBytes)),
                        tagBytes,
                        "AES/GCM/NoPadding",
                        new GCMParameterSpec(tagBytes * 8, nonce));
            }
        };
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** The AlgorithmIdentifier in DER. */
    byte[] algorithm() {
        return Der.encoded(algorithm);
    }

    /** Zero if what is encrypted bears no tag. */
    int tagBytes() {
        return tagBytes;
    }

    /** The key for the recipients; whoever gets it wipes it. */
    GenericKey key() {
        return new GenericKey(algorithm, key);
    }

    /** How long so many octets become, without the tag: with AES-CBC they are padded (RFC 5652 section 6.3). */
    long encryptedBytes(long bytes) {
        return tagBytes > 0 ? bytes : bytes / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES;
    }

    /** Puts what is encrypted into an array with room for a block more; returns how much. */
    int update(byte[] octets, int from, int to, byte[] into) throws IOException {
        try {
            return cipher.update(octets, from, to - from, into);
        } catch (GeneralSecurityException e) {
            throw new IOException("encryption failed", e);
        }
    }

    /** What is left, and the tag if there is one. */
    int end(byte[] into) throws IOException {
        try {
            return cipher.doFinal(into, 0);
        } catch (GeneralSecurityException e) {
            throw new IOException("encryption failed", e);
        }
    }
}
