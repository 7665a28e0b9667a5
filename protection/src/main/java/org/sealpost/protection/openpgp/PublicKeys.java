package org.sealpost.protection.openpgp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentSignature;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPUserId;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;

/** Reads what a public key says of itself, after its self-signatures were checked (RFC 9580 section 10.1). */
final class PublicKeys {
    /** Somebody may have hung thousands of signatures on a key to make programs choke. */
    static final int LIMIT_BYTES = 256 * 1024;

    private static final int COMPONENTS_LIMIT = 64;

    /** A key that was made a moment ago may come from a machine whose clock is ahead. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    /** Numbers that only old keys bear (RFC 9580 section 9.1). */
    private static final int RSA_ENCRYPT = 2;

    private static final int RSA_SIGN = 3;

    private PublicKeys() {}

    /**
     * One public key.
     *
     * @throws IllegalArgumentException if it is none, or one that nobody could use
     */
    @SuppressWarnings("IllegalCatch") // What the library throws on hostile bytes means one thing.
    static OpenPgpKey of(OpenPGPCertificate certificate, Vouching vouching, String source, Instant now) {
        try {
            byte[] bytes = certificate.getPGPPublicKeyRing().getEncoded();
            if (bytes.length > LIMIT_BYTES
                    || certificate.getKeys().size() > COMPONENTS_LIMIT
                    || certificate.getAllUserIds().size() > COMPONENTS_LIMIT) {
                throw new IllegalArgumentException("an OpenPGP key has at most " + LIMIT_BYTES + " bytes and "
                        + COMPONENTS_LIMIT + " subkeys and user ids");
            }
            List<String> keyIds = certificate.getAllKeyIdentifiers().stream()
                    .map(one -> keyId(one.getKeyId()))
                    .distinct()
                    .toList();
            return new OpenPgpKey(facts(certificate, now), bytes, keyIds, vouching, source);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw e instanceof IllegalArgumentException told && told.getMessage() != null
                    ? told
                    : new IllegalArgumentException("not a public OpenPGP key", e);
        }
    }

    /** The key in these bytes, which the house checked when it took them in. */
    static OpenPGPCertificate parse(byte[] bytes) throws IOException {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            return new OpenPGPKeyReader(new BcOpenPGPImplementation()).parseCertificate(in);
        }
    }

    /** The moment for which a key is asked what it is good for. */
    static Date at(Instant now) {
        return Date.from(now.plus(CLOCKS_DIFFER));
    }

    static String keyId(long keyId) {
        return HexFormat.of().toHexDigits(keyId);
    }

    static String hex(byte[] fingerprint) {
        return HexFormat.of().formatHex(fingerprint);
    }

    private static OpenPgpFacts facts(OpenPGPCertificate certificate, Instant now) {
        OpenPGPComponentKey primary = certificate.getPrimaryKey();
        // An expired key tells of its last good day, so that it can be said since when it is expired.
        Date at = at(lastGoodMoment(certificate, now.plus(CLOCKS_DIFFER)).minus(CLOCKS_DIFFER));
        Set<CertificateUse> uses = EnumSet.noneOf(CertificateUse.class);
        List<MailAddress> addresses = addresses(certificate, at);
        // Nobody signed that this key has a name: its subkeys may have been taken from another key.
        List<OpenPGPComponentKey> encrypting = addresses.isEmpty() ? List.of() : certificate.getEncryptionKeys(at);
        if (!encrypting.isEmpty()) {
            uses.add(CertificateUse.ENCRYPT);
        }
        if (!addresses.isEmpty() && !certificate.getSigningKeys(at).isEmpty()) {
            uses.add(CertificateUse.SIGN);
        }
        return new OpenPgpFacts(
                hex(certificate.getFingerprint()),
                primary.getVersion(),
                addresses,
                uses,
                algorithm(primary)
                        + (encrypting.isEmpty() || encrypting.getFirst().equals(primary)
                                ? ""
                                : "/" + algorithm(encrypting.getFirst())),
                !encrypting.isEmpty() && encrypting.stream().allMatch(one -> announcesAead(one, at)),
                primary.getCreationTime().toInstant(),
                expiry(certificate, encrypting),
                revoked(certificate, now) ? CertificateStatus.REVOKED : CertificateStatus.ACTIVE);
    }

    private static Instant lastGoodMoment(OpenPGPCertificate certificate, Instant now) {
        Optional<Instant> end =
                Optional.ofNullable(certificate.getExpirationTime()).map(Date::toInstant);
        return end.filter(expired -> !expired.isAfter(now))
                .map(expired -> expired.minusSeconds(1))
                .orElse(now);
    }

    /** The key ends with its primary key or with the last subkey that could be encrypted to. */
    private static Optional<Instant> expiry(OpenPGPCertificate certificate, List<OpenPGPComponentKey> encrypting) {
        Optional<Instant> end =
                Optional.ofNullable(certificate.getExpirationTime()).map(Date::toInstant);
        Optional<Instant> last = encrypting.stream()
                .map(one -> Optional.ofNullable(one.getKeyExpirationDate()).map(Date::toInstant))
                .reduce((one, other) -> one.isEmpty() || other.isEmpty()
                        ? Optional.empty()
                        : one.get().isAfter(other.get()) ? one : other)
                .flatMap(found -> found);
        return end.isPresent() && last.isPresent() && last.get().isAfter(end.get()) ? end : last.or(() -> end);
    }

    static boolean revoked(OpenPGPCertificate certificate, Instant now) {
        return certificate.getRevocation(Date.from(now)) != null;
    }

    static Optional<OpenPGPComponentSignature> revocation(OpenPGPCertificate certificate, Instant now) {
        return Optional.ofNullable(certificate.getRevocation(Date.from(now)));
    }

    static boolean announcesAead(OpenPGPComponentKey key, Date at) {
        return key.getVersion() >= 6
                || key.getFeatures(at) != null && key.getFeatures(at).supportsSEIPDv2();
    }

    static List<MailAddress> addresses(OpenPGPCertificate certificate, Date at) {
        return certificate.getValidUserIds(at).stream()
                .map(OpenPGPUserId::getUserId)
                .flatMap(id -> address(id).stream())
                .distinct()
                .toList();
    }

    /** By convention a user id is a name with an address in angle brackets, or an address alone (RFC 9580 section 5.11). */
    static Optional<MailAddress> address(String userId) {
        int open = userId.lastIndexOf('<');
        String address = open >= 0 && userId.endsWith(">") ? userId.substring(open + 1, userId.length() - 1) : userId;
        try {
            return Optional.of(MailAddress.parse(address.strip().toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String algorithm(OpenPGPComponentKey key) {
        return switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_ENCRYPT, RSA_SIGN ->
                "RSA-" + key.getPGPPublicKey().getBitStrength();
            case PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.Ed25519 -> "Ed25519";
            case PublicKeyAlgorithmTags.Ed448 -> "Ed448";
            case PublicKeyAlgorithmTags.X25519 -> "X25519";
            case PublicKeyAlgorithmTags.X448 -> "X448";
            case PublicKeyAlgorithmTags.ECDH -> "ECDH";
            case PublicKeyAlgorithmTags.ECDSA ->
                "ECDSA-" + key.getPGPPublicKey().getBitStrength();
            case PublicKeyAlgorithmTags.DSA -> "DSA-" + key.getPGPPublicKey().getBitStrength();
            case PublicKeyAlgorithmTags.ELGAMAL_ENCRYPT -> "ElGamal";
            default -> "algorithm-" + key.getAlgorithm();
        };
    }
}
