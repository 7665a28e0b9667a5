package org.sealpost.protection.openpgp;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.BCPGOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.PreferredAlgorithms;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.mail.Content;

/**
 * Signs with SHA-512 and encrypts with AES-256: with AEAD (SEIPDv2, OCB) if every recipient's key announces that its program
 * reads it, else with a modification detection code (SEIPDv1), which all read. Nothing is written that does not show a change.
 */
public final class Sealing {
    private static final int BUFFER_BYTES = 1 << 16;

    /** 2^16 bytes a piece. */
    private static final int AEAD_CHUNK = 16;

    private Sealing() {}

    /** The signature over exactly these bytes, in armour, lines ending in CRLF. */
    public static byte[] detached(Content content, OpenPgpSecret signer, Instant now) throws IOException {
        try {
            PGPSignatureGenerator generator = generator(signer, now);
            content.inPieces(BUFFER_BYTES, (octets, from, to) -> generator.update(octets, from, to - from));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try (OutputStream armour = armour(text, signer.ring().getPublicKey().getVersion())) {
                generator.generate().encode(armour);
            }
            return text.toByteArray();
        } catch (PGPException e) {
            throw new IOException("the OpenPGP signature could not be made", e);
        }
    }

    /**
     * Encrypts to these keys, and signs inside if there is a signer.
     *
     * @param into takes the armoured message, lines ending in CRLF
     * @throws IllegalArgumentException if one of the keys cannot be encrypted to now
     */
    public static void encrypt(
            Content content,
            Optional<OpenPgpSecret> signer,
            List<OpenPgpKey> recipients,
            Instant now,
            OutputStream into)
            throws IOException {
        Date at = PublicKeys.at(now);
        List<OpenPGPComponentKey> keys =
                recipients.stream().map(key -> encryptionKey(key, at)).toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("encryption needs a recipient");
        }
        boolean aead = keys.stream().allMatch(key -> PublicKeys.announcesAead(key, at));
        PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(encryptor(keys, aead, at));
        keys.forEach(key -> generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key.getPGPPublicKey())));
        OutputStream armour = armour(into, aead ? PublicKeyPacket.VERSION_6 : PublicKeyPacket.VERSION_4);
        try (OutputStream cipher = generator.open(armour, new byte[BUFFER_BYTES])) {
            write(content, signer, now, cipher);
        } catch (PGPException e) {
            throw new IOException("the message could not be encrypted with OpenPGP", e);
        }
        armour.close();
    }

    private static BcPGPDataEncryptorBuilder encryptor(List<OpenPGPComponentKey> keys, boolean aead, Date at) {
        BcPGPDataEncryptorBuilder builder = new BcPGPDataEncryptorBuilder(
                        keys.stream().allMatch(key -> readsAes256(key, at))
                                ? SymmetricKeyAlgorithmTags.AES_256
                                : SymmetricKeyAlgorithmTags.AES_128)
                .setWithIntegrityPacket(true);
        return aead ? builder.setWithAEAD(AEADAlgorithmTags.OCB, AEAD_CHUNK).setUseV6AEAD() : builder;
    }

    /** AES-128 is what every program must read (RFC 9580 section 9.3); AES-256 is preferred by all that say anything. */
    private static boolean readsAes256(OpenPGPComponentKey key, Date at) {
        PreferredAlgorithms preferred = key.getSymmetricCipherPreferences(at);
        if (preferred == null) {
            return true;
        }
        for (int algorithm : preferred.getPreferences()) {
            if (algorithm == SymmetricKeyAlgorithmTags.AES_256) {
                return true;
            }
        }
        return false;
    }

    /** The newest subkey that may be encrypted to. */
    private static OpenPGPComponentKey encryptionKey(OpenPgpKey key, Date at) {
        try {
            OpenPGPCertificate certificate = PublicKeys.parse(key.bytes());
            return certificate.getEncryptionKeys(at).stream()
                    .max(Comparator.comparing(OpenPGPComponentKey::getCreationTime))
                    .orElseThrow(() -> new IllegalArgumentException("nobody can encrypt to the OpenPGP key " + key));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a public OpenPGP key: " + key, e);
        }
    }

    private static void write(Content content, Optional<OpenPgpSecret> signer, Instant now, OutputStream cipher)
            throws IOException, PGPException {
        BCPGOutputStream packets = new BCPGOutputStream(cipher);
        Optional<PGPSignatureGenerator> signature =
                signer.isPresent() ? Optional.of(generator(signer.get(), now)) : Optional.empty();
        if (signature.isPresent()) {
            signature.get().generateOnePassVersion(false).encode(packets);
        }
        // No file name and no time: neither is protected by a signature (RFC 9580 section 5.9).
        try (OutputStream literal = new PGPLiteralDataGenerator()
                .open(packets, PGPLiteralData.BINARY, "", Date.from(Instant.EPOCH), new byte[BUFFER_BYTES])) {
            content.inPieces(BUFFER_BYTES, (octets, from, to) -> {
                literal.write(octets, from, to - from);
                signature.ifPresent(one -> one.update(octets, from, to - from));
            });
        }
        if (signature.isPresent()) {
            signature.get().generate().encode(packets);
        }
    }

    /** With the newest subkey that signs. */
    private static PGPSignatureGenerator generator(OpenPgpSecret signer, Instant now) throws PGPException {
        OpenPGPKey key = new OpenPGPKey(signer.ring(), new BcOpenPGPImplementation());
        OpenPGPComponentKey component = key.toCertificate().getSigningKeys(PublicKeys.at(now)).stream()
                .max(Comparator.comparing(OpenPGPComponentKey::getCreationTime))
                .orElseThrow(() -> new PGPException("no subkey of " + signer.fingerprint() + " may sign now"));
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(component.getAlgorithm(), HashAlgorithmTags.SHA512),
                component.getPGPPublicKey());
        generator.init(
                PGPSignature.BINARY_DOCUMENT,
                SelfSignatures.unlocked(signer.ring().getSecretKey(component.getKeyIdentifier())));
        generator.setHashedSubpackets(
                SelfSignatures.packets(component.getPGPPublicKey(), now).generate());
        return generator;
    }

    /** RFC 9580 section 6.1: what is new carries no check sum; older programs look for one. */
    private static OutputStream armour(OutputStream into, int version) {
        return ArmoredOutputStream.builder()
                .clearHeaders()
                .enableCRC(version < PublicKeyPacket.VERSION_6)
                .build(new Lines(new BufferedOutputStream(into, BUFFER_BYTES)));
    }

    /** Mail has CRLF at the end of each line. */
    private static final class Lines extends FilterOutputStream {
        private int last;

        Lines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            if (octet == '\n' && last != '\r') {
                out.write('\r');
            }
            out.write(octet);
            last = octet;
        }

        /** The room behind it is closed by whoever opened it. */
        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
