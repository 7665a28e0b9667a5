package org.sealpost.protection.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.RevocationReasonTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop;
import org.sealpost.identity.Vouching;

/**
 * Makes OpenPGP keys that the programs of correspondents read: version 4 with the older form of Curve25519 and SHA-512, which
 * GnuPG 2.2 knows, or version 6 of RFC 9580. Safe for use by many threads.
 */
public final class KeyWorkshop implements OpenPgpWorkshop {
    private static final int FILE_LIMIT_BYTES = 1024 * 1024;
    private static final int KEYS_LIMIT = 100;

    @Override
    public Made make(int version, Claims claims, Instant now) {
        try {
            PGPSecretKeyRing ring = SelfSignatures.newRing(version, claims, now);
            OpenPGPCertificate certificate = certificate(ring);
            return new Made(PublicKeys.of(certificate, Vouching.HOUSE, "made here", now), OpenPgpSecret.of(ring));
        } catch (PGPException | IOException e) {
            throw new IllegalStateException("no OpenPGP key could be made", e);
        }
    }

    @Override
    public OpenPgpKey restate(PrivateKey secret, Claims claims, Instant now) {
        try {
            PGPSecretKeyRing ring = SelfSignatures.restated(secret(secret).ring(), claims, now);
            return PublicKeys.of(certificate(ring), Vouching.HOUSE, "made here", now);
        } catch (PGPException | IOException e) {
            throw new IllegalStateException("the OpenPGP key could not be changed", e);
        }
    }

    @Override
    public OpenPgpKey revoke(PrivateKey secret, OpenPgpKey key, Reason reason, Instant now) {
        try {
            PGPPublicKeyRing ring = PublicKeys.parse(key.bytes()).getPGPPublicKeyRing();
            PGPPublicKey primary = ring.getPublicKey();
            PGPPrivateKey signer = SelfSignatures.unlocked(secret(secret).ring().getSecretKey());
            PGPSignatureGenerator generator = new PGPSignatureGenerator(
                    new BcPGPContentSignerBuilder(primary.getAlgorithm(), HashAlgorithmTags.SHA512), primary);
            generator.init(PGPSignature.KEY_REVOCATION, signer);
            PGPSignatureSubpacketGenerator packets = SelfSignatures.packets(primary, now);
            packets.setRevocationReason(true, tag(reason), "");
            generator.setHashedSubpackets(packets.generate());
            PGPPublicKey revoked = PGPPublicKey.addCertification(primary, generator.generateCertification(primary));
            List<PGPPublicKey> keys = new ArrayList<>();
            ring.forEach(one -> keys.add(one.isMasterKey() ? revoked : one));
            OpenPGPCertificate certificate =
                    new OpenPGPCertificate(new PGPPublicKeyRing(keys), new BcOpenPGPImplementation());
            return PublicKeys.of(certificate, key.vouching(), key.source(), now.plusSeconds(1));
        } catch (PGPException | IOException e) {
            throw new IllegalStateException("the OpenPGP key could not be revoked", e);
        }
    }

    private static byte tag(Reason reason) {
        return switch (reason) {
            case NO_REASON -> RevocationReasonTags.NO_REASON;
            case SUPERSEDED -> RevocationReasonTags.KEY_SUPERSEDED;
            case COMPROMISED -> RevocationReasonTags.KEY_COMPROMISED;
            case RETIRED -> RevocationReasonTags.KEY_RETIRED;
        };
    }

    @Override
    @SuppressWarnings("IllegalCatch") // The library throws what it likes on a file that is no key.
    public Made read(byte[] file, char[] passphrase, String source, Instant now) {
        try (InputStream in = bounded(file)) {
            PGPSecretKeyRing locked = new OpenPGPKeyReader(new BcOpenPGPImplementation())
                    .parseKey(in)
                    .getPGPSecretKeyRing();
            PGPSecretKeyRing open = PGPSecretKeyRing.copyWithNewPassword(
                    locked,
                    new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(passphrase),
                    null);
            for (PGPSecretKey key : open) {
                // What has no secret half, as with a primary key that is kept elsewhere, cannot do its work here.
                if (key.isPrivateKeyEmpty()) {
                    throw new IllegalArgumentException("a subkey of this key has no secret half in the file");
                }
                SelfSignatures.unlocked(key);
            }
            return new Made(PublicKeys.of(certificate(open), Vouching.HOUSE, source, now), OpenPgpSecret.of(open));
        } catch (IOException | PGPException | RuntimeException | StackOverflowError e) {
            throw e instanceof IllegalArgumentException told && told.getMessage() != null && told.getCause() == null
                    ? told
                    : new IllegalArgumentException(
                            "expected one secret OpenPGP key that the passphrase opens, armoured or not", e);
        }
    }

    @Override
    @SuppressWarnings("IllegalCatch") // As above.
    public List<OpenPgpKey> readPublic(byte[] file, Vouching vouching, String source, Instant now) {
        try (InputStream in = bounded(file)) {
            List<OpenPgpKey> keys = new ArrayList<>();
            for (OpenPGPCertificate one :
                    new OpenPGPKeyReader(new BcOpenPGPImplementation()).parseKeysOrCertificates(in)) {
                if (keys.size() < KEYS_LIMIT) {
                    // The public half only, should the file hold a secret one.
                    OpenPGPCertificate open =
                            new OpenPGPCertificate(one.getPGPPublicKeyRing(), new BcOpenPGPImplementation());
                    keys.add(PublicKeys.of(open, vouching, source, now));
                }
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("expected a public OpenPGP key, armoured or not");
            }
            return List.copyOf(keys);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("expected a public OpenPGP key, armoured or not", e);
        }
    }

    @Override
    public OpenPgpKey join(OpenPgpKey known, OpenPgpKey brought, Instant now) {
        try {
            OpenPGPCertificate both =
                    OpenPGPCertificate.join(PublicKeys.parse(known.bytes()), PublicKeys.parse(brought.bytes()));
            return PublicKeys.of(both, known.vouching(), known.source(), now);
        } catch (IOException | PGPException e) {
            throw new IllegalArgumentException("the two do not say the same key: " + known, e);
        }
    }

    @Override
    public String armoured(OpenPgpKey key) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream armour =
                ArmoredOutputStream.builder().clearHeaders().build(text)) {
            armour.write(key.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private static InputStream bounded(byte[] file) {
        if (file.length > FILE_LIMIT_BYTES) {
            throw new IllegalArgumentException("a file with keys has at most 1 MiB: " + file.length);
        }
        return new ByteArrayInputStream(file);
    }

    private static OpenPGPCertificate certificate(PGPSecretKeyRing ring) throws IOException {
        return PublicKeys.parse(ring.toCertificate().getEncoded());
    }

    private static OpenPgpSecret secret(PrivateKey key) {
        return key instanceof OpenPgpSecret secret ? secret : new OpenPgpSecret(key.getEncoded());
    }

    static Date date(Instant instant) {
        // OpenPGP counts whole seconds.
        return Date.from(Instant.ofEpochSecond(instant.getEpochSecond()));
    }
}
