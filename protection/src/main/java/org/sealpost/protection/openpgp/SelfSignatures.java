package org.sealpost.protection.openpgp;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites.Combination;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.KeyGenerationParameters;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.mail.MailAddress;

/**
 * What a key says of itself and signs: its user ids, what its subkeys are for, what its program reads, when it ends. The
 * primary key certifies and signs, one subkey is for encryption.
 */
final class SelfSignatures {
    private static final int[] HASHES = {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA256};
    private static final int[] CIPHERS = {SymmetricKeyAlgorithmTags.AES_256, SymmetricKeyAlgorithmTags.AES_128};
    private static final int[] COMPRESSION = {
        CompressionAlgorithmTags.UNCOMPRESSED, CompressionAlgorithmTags.ZLIB, CompressionAlgorithmTags.ZIP
    };
    private static final int NAME_LIMIT = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SelfSignatures() {}

    static PGPSecretKeyRing newRing(int version, Claims claims, Instant now) throws PGPException {
        boolean modern = version >= PublicKeyPacket.VERSION_6;
        PGPKeyPair primary = new BcPGPKeyPair(
                version,
                modern ? PublicKeyAlgorithmTags.Ed25519 : PublicKeyAlgorithmTags.EDDSA_LEGACY,
                pair(new Ed25519KeyPairGenerator()),
                KeyWorkshop.date(now));
        PGPKeyPair encryption = new BcPGPKeyPair(
                        version,
                        modern ? PublicKeyAlgorithmTags.X25519 : PublicKeyAlgorithmTags.ECDH,
                        pair(new X25519KeyPairGenerator()),
                        KeyWorkshop.date(now))
                .asSubkey(new BcKeyFingerprintCalculator());
        return ring(primary, List.of(encryption), claims, now);
    }

    /** The same keys under new self-signatures; those before are left out, since the newest counts anyway. */
    static PGPSecretKeyRing restated(PGPSecretKeyRing ring, Claims claims, Instant now) throws PGPException {
        PGPKeyPair primary = new PGPKeyPair(bare(ring.getPublicKey()), unlocked(ring.getSecretKey()));
        List<PGPKeyPair> subkeys = new ArrayList<>();
        for (PGPSecretKey key : ring) {
            if (!key.isMasterKey()) {
                subkeys.add(new PGPKeyPair(bare(key.getPublicKey()), unlocked(key)));
            }
        }
        return ring(primary, subkeys, claims, now);
    }

    static PGPPrivateKey unlocked(PGPSecretKey key) throws PGPException {
        return key.extractPrivateKey(
                new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(new char[0]));
    }

    private static PGPPublicKey bare(PGPPublicKey key) throws PGPException {
        return new PGPPublicKey(key.getPublicKeyPacket(), new BcKeyFingerprintCalculator());
    }

    private static AsymmetricCipherKeyPair pair(AsymmetricCipherKeyPairGenerator generator) {
        generator.init(new KeyGenerationParameters(RANDOM, 256));
        return generator.generateKeyPair();
    }

    private static PGPSecretKeyRing ring(PGPKeyPair primary, List<PGPKeyPair> subkeys, Claims claims, Instant now)
            throws PGPException {
        PGPDigestCalculator checksum = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
        PGPPublicKey top = primary.getPublicKey();
        if (top.getVersion() >= PublicKeyPacket.VERSION_6) {
            // RFC 9580 section 10.1.1: version 6 tells of the key in a signature over the key itself.
            PGPSignatureSubpacketGenerator packets = claims(top, claims, now);
            top = PGPPublicKey.addCertification(
                    top, signer(primary, PGPSignature.DIRECT_KEY, packets).generateCertification(top));
        }
        boolean first = true;
        for (MailAddress address : claims.addresses()) {
            PGPSignatureSubpacketGenerator packets = claims(top, claims, now);
            packets.setPrimaryUserID(false, first);
            String id = userId(claims.name(), address);
            top = PGPPublicKey.addCertification(
                    top,
                    id,
                    signer(primary, PGPSignature.POSITIVE_CERTIFICATION, packets)
                            .generateCertification(id, primary.getPublicKey()));
            first = false;
        }
        List<PGPSecretKey> keys = new ArrayList<>();
        keys.add(new PGPSecretKey(primary.getPrivateKey(), top, checksum, true, null));
        for (PGPKeyPair subkey : subkeys) {
            PGPSignatureSubpacketGenerator packets = packets(primary.getPublicKey(), now);
            packets.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
            end(packets, subkey.getPublicKey(), claims);
            PGPPublicKey bound = PGPPublicKey.addCertification(
                    subkey.getPublicKey(),
                    signer(primary, PGPSignature.SUBKEY_BINDING, packets)
                            .generateCertification(primary.getPublicKey(), subkey.getPublicKey()));
            keys.add(new PGPSecretKey(subkey.getPrivateKey(), bound, checksum, false, null));
        }
        return new PGPSecretKeyRing(keys);
    }

    private static PGPSignatureGenerator signer(PGPKeyPair primary, int type, PGPSignatureSubpacketGenerator packets)
            throws PGPException {
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512),
                primary.getPublicKey());
        generator.init(type, primary.getPrivateKey());
        generator.setHashedSubpackets(packets.generate());
        return generator;
    }

    /** When and by whom: in every signature, under the hash. */
    static PGPSignatureSubpacketGenerator packets(PGPPublicKey issuer, Instant now) {
        PGPSignatureSubpacketGenerator packets = new PGPSignatureSubpacketGenerator();
        packets.setSignatureCreationTime(true, KeyWorkshop.date(now));
        packets.setIssuerFingerprint(false, issuer);
        if (issuer.getVersion() < PublicKeyPacket.VERSION_6) {
            packets.setIssuerKeyID(false, issuer.getKeyID());
        }
        return packets;
    }

    private static PGPSignatureSubpacketGenerator claims(PGPPublicKey primary, Claims claims, Instant now) {
        PGPSignatureSubpacketGenerator packets = packets(primary, now);
        packets.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        packets.setPreferredHashAlgorithms(false, HASHES);
        packets.setPreferredSymmetricAlgorithms(false, CIPHERS);
        packets.setPreferredCompressionAlgorithms(false, COMPRESSION);
        byte features = Features.FEATURE_MODIFICATION_DETECTION;
        if (primary.getVersion() >= PublicKeyPacket.VERSION_6) {
            features |= Features.FEATURE_SEIPD_V2;
            packets.setPreferredAEADCiphersuites(false, new Combination[] {
                new Combination(SymmetricKeyAlgorithmTags.AES_256, AEADAlgorithmTags.OCB),
                new Combination(SymmetricKeyAlgorithmTags.AES_128, AEADAlgorithmTags.OCB)
            });
        }
        packets.setFeature(false, features);
        end(packets, primary, claims);
        return packets;
    }

    private static void end(PGPSignatureSubpacketGenerator packets, PGPPublicKey key, Claims claims) {
        claims.expires()
                .ifPresent(end -> packets.setKeyExpirationTime(
                        true,
                        Math.max(
                                1,
                                Duration.between(key.getCreationTime().toInstant(), end)
                                        .toSeconds())));
    }

    /** Nothing in a name may look like an address. */
    private static String userId(String name, MailAddress address) {
        String clean = name.replaceAll("[\\p{Cntrl}<>@\"\\\\]", " ").strip();
        String kept = clean.length() > NAME_LIMIT ? clean.substring(0, NAME_LIMIT) : clean;
        return kept.isEmpty() ? address.toString() : kept + " <" + address + ">";
    }
}
