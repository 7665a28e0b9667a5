package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;

/** Decrypts the content of a message into a spool, which its owner releases only after the last check. */
final class ContentDecryption {
    /** RFC 5084 section 3.2 allows 12 to 16 octets; less could be guessed. */
    private static final int TAG_LEAST_BYTES = 12;

    private ContentDecryption() {}

    /** AES-CBC and 3DES: nothing tells of a change on the way but, at best, the padding. */
    static final class Cbc {
        private final Cipher cipher;
        private final Spool to;

        Cbc(String family, byte[] key, byte[] iv, Spool to) throws GeneralSecurityException {
            this.cipher = Cipher.getInstance(family + "/CBC/PKCS5Padding", "SunJCE");
            this.to = to;
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, family), new IvParameterSpec(iv));
        }

        void decrypt(InputStream sealed) throws IOException {
            byte[] chunk = new byte[Jca.CHUNK_BYTES];
            int count;
            while ((count = sealed.readNBytes(chunk, 0, chunk.length)) > 0) {
                byte[] plain = cipher.update(chunk, 0, count);
                if (plain != null) {
                    to.write(plain);
                }
            }
        }

        void finish() throws IOException, GeneralSecurityException {
            to.write(cipher.doFinal());
        }
    }

    /**
     * AES-GCM in two ways: a small content goes through Java's cipher, which keeps all of it until the tag has been checked;
     * a large one through Bouncy Castle's, which needs no memory, into the spool.
     */
    static final class Gcm {
        private static final int SMALL_BYTES = 4 * 1024 * 1024;

        private final byte[] key;
        private final byte[] nonce;
        private final int tagBytes;
        private final Spool to;
        private final ByteArrayOutputStream small = new ByteArrayOutputStream();
        private @Nullable Content large;

        Gcm(byte[] key, GCMParameters parameters, Spool to) throws GeneralSecurityException {
            this.key = key;
            this.nonce = parameters.getNonce();
            this.tagBytes = parameters.getIcvLen();
            this.to = to;
            if (tagBytes < TAG_LEAST_BYTES || tagBytes > CmsEncryptor.TAG_BYTES) {
                throw new GeneralSecurityException("a tag of this length is not accepted");
            }
        }

        /** Takes the sealed content; nothing is decrypted before {@link #finish} knows the attributes and the tag. */
        void decrypt(InputStream sealed) throws IOException {
            byte[] chunk = new byte[Jca.CHUNK_BYTES];
            int count;
            while (small.size() < SMALL_BYTES && (count = sealed.readNBytes(chunk, 0, chunk.length)) > 0) {
                small.write(chunk, 0, count);
            }
            if (small.size() >= SMALL_BYTES) {
                Spool rest = to.sibling(SMALL_BYTES);
                small.writeTo(rest);
                small.reset();
                sealed.transferTo(rest);
                large = rest.content();
            }
        }

        void finish(byte[] attributes, byte[] tag) throws IOException, GeneralSecurityException {
            if (tag.length != tagBytes) {
                throw new AEADBadTagException("the tag has another length than announced");
            }
            Content sealed = large;
            if (sealed == null) {
                small(attributes, tag);
            } else {
                large(sealed, attributes, tag);
            }
        }

        private void small(byte[] attributes, byte[] tag) throws IOException, GeneralSecurityException {
            Cipher cipher = Jca.aes("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(tagBytes * 8, nonce));
            cipher.updateAAD(attributes);
            small.writeBytes(tag);
            to.write(cipher.doFinal(small.toByteArray()));
        }

        private void large(Content sealed, byte[] attributes, byte[] tag) throws IOException, GeneralSecurityException {
            GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
            cipher.init(false, new AEADParameters(new KeyParameter(key), tagBytes * 8, nonce, attributes));
            byte[] chunk = new byte[Jca.CHUNK_BYTES];
            byte[] plain = new byte[Jca.CHUNK_BYTES + 64];
            try (InputStream in = sealed.open()) {
                int count;
                while ((count = in.readNBytes(chunk, 0, chunk.length)) > 0) {
                    to.write(plain, 0, cipher.processBytes(chunk, 0, count, plain, 0));
                }
                to.write(plain, 0, cipher.processBytes(tag, 0, tag.length, plain, 0));
                to.write(plain, 0, cipher.doFinal(plain, 0));
            } catch (InvalidCipherTextException e) {
                throw new AEADBadTagException("the content was changed");
            }
        }
    }
}
