package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.sealpost.mail.Content;

/** Encrypts an entity into a CMS structure as a stream: EnvelopedData (RFC 5652) or AuthEnvelopedData (RFC 5083). */
final class CmsEncryptor {
    static final int TAG_BYTES = 16;

    private static final int CBC_IV_BYTES = 16;
    private static final int GCM_NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private CmsEncryptor() {}

    static void encrypt(Content entity, List<X509Certificate> recipients, EncryptionFormat format, OutputStream to)
            throws IOException {
        encrypt(entity, recipients, format, SmimeProfile.INTEROPERABLE, to);
    }

    static void encrypt(
            Content entity,
            List<X509Certificate> recipients,
            EncryptionFormat format,
            SmimeProfile profile,
            OutputStream to)
            throws IOException {
        // One piece more than the entity has room for a pad or a tag.
        int bufferBytes = Math.min(Jca.CHUNK_BYTES, Jca.chunkBytes(entity.sizeBytes()) + TAG_BYTES);
        try (OutputStream plain = open(generators(recipients, profile), format, to, bufferBytes);
                InputStream in = entity.open()) {
            byte[] chunk = new byte[Jca.chunkBytes(entity.sizeBytes())];
            int count;
            while ((count = in.readNBytes(chunk, 0, chunk.length)) > 0) {
                plain.write(chunk, 0, count);
            }
        } catch (CMSException e) {
            throw new IllegalArgumentException("cannot encrypt to one of these certificates", e);
        }
    }

    private static List<RecipientInfoGenerator> generators(List<X509Certificate> recipients, SmimeProfile profile) {
        return recipients.stream()
                .map(recipient -> KeyTransport.to(recipient, profile))
                .toList();
    }

    private static OutputStream open(
            List<RecipientInfoGenerator> recipients, EncryptionFormat format, OutputStream to, int bufferBytes)
            throws CMSException, IOException {
        return switch (format) {
            case CONSERVATIVE -> {
                CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
                generator.setBufferSize(bufferBytes);
                recipients.forEach(generator::addRecipientInfoGenerator);
                yield generator.open(to, new Cbc());
            }
            case AUTHENTICATED -> {
                CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
                generator.setBufferSize(bufferBytes);
                recipients.forEach(generator::addRecipientInfoGenerator);
                yield generator.open(to, new Gcm());
            }
        };
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static Cipher cipher(String transformation, byte[] key, java.security.spec.AlgorithmParameterSpec spec) {
        try {
            Cipher cipher = Jca.aes(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), spec);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java lacks " + transformation, e);
        }
    }

    private static final class Cbc implements OutputEncryptor {
        private final byte[] key = random(KeyVault.KEY_BYTES);
        private final byte[] iv = random(CBC_IV_BYTES);

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv));
        }

        @Override
        public OutputStream getOutputStream(OutputStream to) {
            return new Encrypting(to, cipher("AES/CBC/PKCS5Padding", key, new IvParameterSpec(iv)), 0, none -> {});
        }

        @Override
        public GenericKey getKey() {
            return new GenericKey(getAlgorithmIdentifier(), key);
        }
    }

    private static final class Gcm implements OutputAEADEncryptor {
        private final byte[] key = random(KeyVault.KEY_BYTES);
        private final byte[] nonce = random(GCM_NONCE_BYTES);
        private final Cipher cipher = cipher("AES/GCM/NoPadding", key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        private byte[] tag = new byte[0];

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, TAG_BYTES));
        }

        @Override
        public OutputStream getOutputStream(OutputStream to) {
            return new Encrypting(to, cipher, TAG_BYTES, found -> tag = found);
        }

        @Override
        public OutputStream getAADStream() {
            return new OutputStream() {
                @Override
                public void write(int octet) {
                    cipher.updateAAD(new byte[] {(byte) octet});
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    cipher.updateAAD(bytes, offset, length);
                }
            };
        }

        @Override
        public GenericKey getKey() {
            return new GenericKey(getAlgorithmIdentifier(), key);
        }

        @Override
        public byte[] getMAC() {
            return tag;
        }
    }

    /** Encrypts what is written; at the end it keeps the tag back, which CMS wants elsewhere. */
    private static final class Encrypting extends OutputStream {
        private final OutputStream to;
        private final Cipher cipher;
        private final int tagBytes;
        private final Consumer<byte[]> tagTaker;
        private boolean closed;

        Encrypting(OutputStream to, Cipher cipher, int tagBytes, Consumer<byte[]> tagTaker) {
            this.to = to;
            this.cipher = cipher;
            this.tagBytes = tagBytes;
            this.tagTaker = tagTaker;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] sealed = cipher.update(bytes, offset, length);
            if (sealed != null) {
                to.write(sealed);
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                byte[] rest = cipher.doFinal();
                to.write(rest, 0, rest.length - tagBytes);
                tagTaker.accept(Arrays.copyOfRange(rest, rest.length - tagBytes, rest.length));
                if (tagBytes == 0) {
                    // The structure around EnvelopedData ends only if this stream ends the octets; AuthEnvelopedData's
                    // ends
                    // them itself, and a second end would write them twice.
                    to.close();
                }
            } catch (GeneralSecurityException e) {
                throw new IOException("encryption failed", e);
            }
        }
    }
}
