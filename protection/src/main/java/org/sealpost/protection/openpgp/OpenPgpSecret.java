package org.sealpost.protection.openpgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.sealpost.identity.OpenPgpKey;

/**
 * A person's secret OpenPGP key with its subkeys, without a passphrase: it lies in the archive of keys like any other private
 * key, closed under the lids there.
 */
public final class OpenPgpSecret implements PrivateKey {
    /** The name under which the archive knows such keys. */
    public static final String ALGORITHM = "OpenPGP";

    private static final long serialVersionUID = 1L;

    /** More than any key of a person; every secret in the archive is shorter. */
    private static final int LIMIT_BYTES = 512 * 1024;

    /** 65,011,712 octets are hashed, the most that the form can say (RFC 9580 section 3.7.1.3). */
    private static final int S2K_COUNT = 0xFF;

    private final byte[] encoded;

    private transient volatile PGPSecretKeyRing ring;

    /** From a transferable secret key that no passphrase protects (RFC 9580 section 10.2). */
    public OpenPgpSecret(byte[] encoded) {
        this.encoded = encoded.clone();
        this.ring = read(this.encoded);
    }

    static OpenPgpSecret of(PGPSecretKeyRing ring) {
        try {
            return new OpenPgpSecret(ring.getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("the secret key cannot be written", e);
        }
    }

    /**
     * The same key, saying of itself what its public half says now: an end that was put off, for one.
     *
     * @throws IllegalArgumentException if that is another key
     */
    public OpenPgpSecret saying(OpenPgpKey current) {
        if (!current.facts().fingerprint().equals(fingerprint())) {
            throw new IllegalArgumentException("another key: " + current);
        }
        try {
            PGPPublicKeyRing now = PublicKeys.parse(current.bytes()).getPGPPublicKeyRing();
            return of(PGPSecretKeyRing.replacePublicKeys(ring(), now));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a public OpenPGP key: " + current, e);
        }
    }

    @SuppressWarnings("NullAway") // The field is transient: null only in a copy that was serialised.
    PGPSecretKeyRing ring() {
        PGPSecretKeyRing known = ring;
        if (known == null) {
            known = read(encoded);
            ring = known;
        }
        return known;
    }

    @SuppressWarnings("IllegalCatch") // The library throws what it likes.
    private static PGPSecretKeyRing read(byte[] bytes) {
        if (bytes.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a secret key has at most " + LIMIT_BYTES + " bytes: " + bytes.length);
        }
        try {
            return new PGPSecretKeyRing(bytes, new BcKeyFingerprintCalculator());
        } catch (IOException | PGPException | RuntimeException e) {
            throw new IllegalArgumentException("not a secret OpenPGP key", e);
        }
    }

    /** The key for somebody to take along: closed with a passphrase (RFC 9580 section 5.5.3), in ASCII armour. */
    public String locked(char[] passphrase) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream armour =
                ArmoredOutputStream.builder().clearHeaders().build(text)) {
            List<PGPSecretKey> keys = new ArrayList<>();
            for (PGPSecretKey open : ring()) {
                keys.add(locked(open, passphrase));
            }
            new PGPSecretKeyRing(keys).encode(armour);
        } catch (IOException | PGPException e) {
            throw new IllegalStateException("a secret key cannot be written", e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private static PGPSecretKey locked(PGPSecretKey open, char[] passphrase) throws PGPException {
        BcPGPDigestCalculatorProvider digests = new BcPGPDigestCalculatorProvider();
        return new PGPSecretKey(
                open.extractPrivateKey(null),
                open.getPublicKey(),
                // The check sum of section 3.7.2.1: every program reads this one.
                digests.get(HashAlgorithmTags.SHA1),
                open.isMasterKey(),
                new BcPBESecretKeyEncryptorBuilder(
                                SymmetricKeyAlgorithmTags.AES_256, digests.get(HashAlgorithmTags.SHA256), S2K_COUNT)
                        .build(passphrase));
    }

    /** The primary key's, lower-case hex. */
    public String fingerprint() {
        return PublicKeys.hex(ring().getPublicKey().getFingerprint());
    }

    @Override
    public String getAlgorithm() {
        return ALGORITHM;
    }

    @Override
    public String getFormat() {
        return ALGORITHM;
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }

    @Override
    public String toString() {
        return "OpenPGP key " + fingerprint();
    }
}
