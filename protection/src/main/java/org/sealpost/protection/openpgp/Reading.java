package org.sealpost.protection.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.bcpg.AEADEncDataPacket;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.InputStreamPacket;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSessionKeyEncryptedData;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcSessionKeyDataDecryptorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens encrypted data. What it writes is good only once {@link #open} has returned: a change anywhere is found at the end,
 * and then the caller throws all of it away. Data without protection against changes is refused before a byte is decrypted.
 */
public final class Reading {
    /** Recipients who are hidden are tried; so many attempts at most. */
    private static final int TRIALS_LIMIT = 64;

    private static final int RECIPIENTS_LIMIT = 10_000;

    private final List<SecretSource> secrets;
    private final long limitBytes;

    /**
     * A key that may open mail; its secret half is taken out of the archive only when a message asks for it.
     *
     * @param fingerprint of the primary key
     * @param keyIds of the primary key and the subkeys, 16 lower-case hex digits each
     */
    public record SecretSource(String fingerprint, List<String> keyIds, Supplier<OpenPgpSecret> secret) {
        public SecretSource {
            keyIds = List.copyOf(keyIds);
        }
    }

    /**
     * What was opened.
     *
     * @param fingerprint of the key that did it
     * @param cipher such as {@code AES-256-OCB} or {@code AES-256-CFB with MDC}
     * @param signatures over what was inside, in the form of packets
     */
    public record Opened(String fingerprint, String cipher, Signatures signatures) {}

    /** {@code limitBytes}: more does not come out of a message, however it was packed. */
    public Reading(List<SecretSource> secrets, long limitBytes) {
        this.secrets = List.copyOf(secrets);
        this.limitBytes = limitBytes;
    }

    /**
     * Opens one layer, writing what is inside.
     *
     * @return empty if none of the keys opens it
     * @throws IOException if it was changed, is damaged or unprotected, or in a form that is not read
     */
    public Optional<Opened> open(InputStream message, OutputStream into) throws IOException {
        try {
            PGPEncryptedDataList list = new PGPEncryptedDataList(packets(message));
            if (list.isEmpty() || list.size() > RECIPIENTS_LIMIT || !isProtected(list.get(0))) {
                throw new IOException("not encrypted in a way that shows changes");
            }
            Session session = session(list);
            return session == null
                    ? Optional.empty()
                    : Optional.of(read(session, list.extractSessionKeyEncryptedData(), into));
        } catch (PGPException e) {
            throw new IOException("an OpenPGP message that cannot be opened", e);
        }
    }

    /** Armoured or binary. A wrong check sum of the armour says nothing that the tag inside would not say. */
    static InputStream packets(InputStream message) throws IOException {
        InputStream in = new java.io.BufferedInputStream(message);
        in.mark(1);
        int first = in.read();
        in.reset();
        return first >= 0x80
                ? in
                : ArmoredInputStream.builder().setIgnoreCRC(true).build(in);
    }

    private static boolean isProtected(PGPEncryptedData data) {
        InputStreamPacket packet = data.getEncData();
        return packet instanceof SymmetricEncIntegrityPacket || packet instanceof AEADEncDataPacket;
    }

    private record Session(PGPSessionKey key, String fingerprint) {}

    private @Nullable Session session(PGPEncryptedDataList list) throws PGPException {
        int trials = 0;
        for (PGPEncryptedData one : list) {
            if (!(one instanceof PGPPublicKeyEncryptedData data)) {
                continue;
            }
            for (SecretSource source : secrets) {
                if (isFor(data, source) && trials++ < TRIALS_LIMIT) {
                    Optional<PGPSessionKey> key =
                            sessionKey(data, source.secret().get());
                    if (key.isPresent()) {
                        return new Session(key.get(), source.fingerprint());
                    }
                }
            }
        }
        return null;
    }

    /** A hidden recipient is named by zeros (RFC 9580 section 5.1.8). */
    private static boolean isFor(PGPPublicKeyEncryptedData data, SecretSource source) {
        KeyIdentifier named = data.getKeyIdentifier();
        return named.isWildcard() || source.keyIds().contains(PublicKeys.keyId(named.getKeyId()));
    }

    private static Optional<PGPSessionKey> sessionKey(PGPPublicKeyEncryptedData data, OpenPgpSecret secret) {
        for (PGPSecretKey key : secret.ring()) {
            boolean named = data.getKeyIdentifier().isWildcard()
                    || data.getKeyIdentifier().getKeyId() == key.getKeyID();
            if (named && key.getPublicKey().getAlgorithm() == data.getAlgorithm()) {
                Optional<PGPSessionKey> opened = attempt(data, key);
                if (opened.isPresent()) {
                    return opened;
                }
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("IllegalCatch") // With a key that is not the recipient's the library throws anything.
    private static Optional<PGPSessionKey> attempt(PGPPublicKeyEncryptedData data, PGPSecretKey key) {
        try {
            PGPKeyPair pair = new PGPKeyPair(key.getPublicKey(), SelfSignatures.unlocked(key));
            return Optional.of(data.getSessionKey(new BcPublicKeyDataDecryptorFactory(pair)));
        } catch (PGPException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Opened read(Session session, PGPSessionKeyEncryptedData data, OutputStream into)
            throws IOException, PGPException {
        Packets packets = new Packets(into, limitBytes);
        try (InputStream clear = data.getDataStream(new BcSessionKeyDataDecryptorFactory(session.key))) {
            packets.read(clear);
            // The last tag lies behind the last byte; somebody must ask for it.
            if (clear.read() >= 0) {
                throw new IOException("something behind the message");
            }
            if (hasMdc(data) && !data.verify()) {
                throw new IOException("the message was changed");
            }
        }
        return new Opened(session.fingerprint, cipher(data, session.key), packets.signatures());
    }

    private static boolean hasMdc(PGPEncryptedData data) {
        return data.getEncData() instanceof SymmetricEncIntegrityPacket packet && packet.getVersion() == 1;
    }

    private static String cipher(PGPEncryptedData data, PGPSessionKey key) {
        String name = switch (key.getAlgorithm()) {
            case SymmetricKeyAlgorithmTags.AES_128 -> "AES-128";
            case SymmetricKeyAlgorithmTags.AES_192 -> "AES-192";
            case SymmetricKeyAlgorithmTags.AES_256 -> "AES-256";
            default -> "cipher " + key.getAlgorithm();
        };
        return name + (hasMdc(data) ? "-CFB with MDC" : " with AEAD");
    }

    /** Signatures as they were found, unjudged. */
    public record Signatures(List<byte[]> packets) {
        public Signatures {
            packets = List.copyOf(packets);
        }

        public boolean isEmpty() {
            return packets.isEmpty();
        }

        /**
         * Those in a signature file, armoured or not.
         *
         * @throws IOException if there is none
         */
        public static Signatures of(InputStream file) throws IOException {
            List<byte[]> found = new ArrayList<>();
            Packets.signatures(Reading.packets(file), found);
            if (found.isEmpty()) {
                throw new IOException("no signature");
            }
            return new Signatures(found);
        }
    }
}
