package org.sealpost.protection.openpgp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpSigners;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;

/** Judges OpenPGP signatures over the bytes as they came: first the arithmetic, then the key, then who vouches for it. */
public final class Judging {
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final int PIECE_BYTES = 1 << 15;

    private final OpenPgpSigners signers;
    private final Optional<MailAddress> author;
    private final Instant receivedAt;

    /**
     * What was found.
     *
     * @param key with which was signed, if the house knows it
     * @param algorithms such as {@code SHA-512, Ed25519}
     */
    public record Verdict(
            SignatureCheck check, Optional<OpenPgpKey> key, Optional<Instant> signedAt, String algorithms) {
        static Verdict of(SignatureCheck check) {
            return new Verdict(check, Optional.empty(), Optional.empty(), "");
        }

        boolean is(Class<? extends SignatureCheck> kind) {
            return kind.isInstance(check);
        }
    }

    /** {@code author}: the one mailbox in From; who signed must be that person. */
    public Judging(OpenPgpSigners signers, Optional<MailAddress> author, Instant receivedAt) {
        this.signers = signers;
        this.author = author;
        this.receivedAt = receivedAt;
    }

    /** One word on all signatures: one that is over other bytes spoils the rest, else the best counts. */
    public Verdict judge(Reading.Signatures signatures, Content signed) {
        List<Verdict> verdicts = new ArrayList<>();
        for (byte[] packet : signatures.packets()) {
            verdicts.add(judge(packet, signed));
        }
        return verdicts.stream()
                .filter(one -> one.is(SignatureCheck.Altered.class))
                .findFirst()
                .or(() -> verdicts.stream()
                        .filter(one -> one.is(SignatureCheck.Valid.class))
                        .findFirst())
                .or(() -> verdicts.stream().findFirst())
                .orElse(unreadable());
    }

    private static Verdict unreadable() {
        return Verdict.of(new SignatureCheck.Unreadable("the OpenPGP signature cannot be read"));
    }

    @SuppressWarnings("IllegalCatch") // What the library throws on hostile bytes is a verdict.
    private Verdict judge(byte[] packet, Content signed) {
        try {
            PGPSignature signature = new PGPSignature(new BCPGInputStream(new ByteArrayInputStream(packet)));
            Optional<String> unfit = unfit(signature);
            return unfit.isPresent()
                    ? Verdict.of(new SignatureCheck.Unsuitable(unfit.get()))
                    : byKey(signature, signed);
        } catch (IOException | PGPException | RuntimeException | StackOverflowError e) {
            return unreadable();
        }
    }

    private Optional<String> unfit(PGPSignature signature) {
        boolean document = signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT
                || signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT;
        if (!document || signature.getVersion() < 4) {
            return Optional.of("not a signature over a message in a form of today");
        }
        if (hash(signature).isEmpty()) {
            return Optional.of("signed with a weak hash");
        }
        if (!signature.getHashedSubPackets().hasSubpacket(org.bouncycastle.bcpg.SignatureSubpacketTags.CREATION_TIME)) {
            return Optional.of("the signature does not say when it was made");
        }
        return signature.getCreationTime().toInstant().isAfter(receivedAt.plus(CLOCKS_DIFFER))
                ? Optional.of("signed in the future")
                : Optional.empty();
    }

    private static String hash(PGPSignature signature) {
        return switch (signature.getHashAlgorithm()) {
            case HashAlgorithmTags.SHA256 -> "SHA-256";
            case HashAlgorithmTags.SHA384 -> "SHA-384";
            case HashAlgorithmTags.SHA512 -> "SHA-512";
            case HashAlgorithmTags.SHA224 -> "SHA-224";
            case HashAlgorithmTags.SHA3_256 -> "SHA3-256";
            case HashAlgorithmTags.SHA3_512 -> "SHA3-512";
            default -> "";
        };
    }

    private Verdict byKey(PGPSignature signature, Content signed) throws IOException, PGPException {
        String named = "";
        for (KeyIdentifier identifier : signature.getKeyIdentifiers()) {
            String keyId = PublicKeys.keyId(identifier.getKeyId());
            String full = identifier.getFingerprint() == null ? keyId : PublicKeys.hex(identifier.getFingerprint());
            named = full.length() > named.length() ? full : named;
            for (OpenPgpKey key : signers.withKeyId(keyId)) {
                OpenPGPCertificate certificate = PublicKeys.parse(key.bytes());
                OpenPGPComponentKey component = certificate.getKey(identifier);
                if (component != null) {
                    return judge(signature, signed, key, certificate, component);
                }
            }
        }
        return Verdict.of(new SignatureCheck.Untrusted("an OpenPGP key that nobody here knows", named));
    }

    private Verdict judge(
            PGPSignature signature,
            Content signed,
            OpenPgpKey key,
            OpenPGPCertificate certificate,
            OpenPGPComponentKey component)
            throws IOException, PGPException {
        Instant signedAt = signature.getCreationTime().toInstant();
        SignatureCheck check = isOver(signature, component, signed)
                ? checked(signedAt, key, certificate, component)
                : new SignatureCheck.Altered();
        return new Verdict(
                check,
                Optional.of(key),
                Optional.of(signedAt),
                hash(signature) + ", " + key.facts().algorithm());
    }

    private static boolean isOver(PGPSignature signature, OpenPGPComponentKey component, Content signed)
            throws IOException, PGPException {
        signature.init(new BcPGPContentVerifierBuilderProvider(), component.getPGPPublicKey());
        signed.inPieces(PIECE_BYTES, (octets, from, to) -> signature.update(octets, from, to - from));
        return signature.verify();
    }

    private SignatureCheck checked(
            Instant signedAt, OpenPgpKey key, OpenPGPCertificate certificate, OpenPGPComponentKey component) {
        Date at = Date.from(signedAt);
        MailAddress signer = author.filter(key.facts()::names)
                .or(() -> key.facts().addresses().stream().findFirst())
                .orElse(MailAddress.parse("unknown@invalid"));
        Optional<OpenPGPComponentSignature> revocation = PublicKeys.revocation(certificate, receivedAt);
        if (revocation.isPresent()
                && (isHard(revocation.get()) || !revokedAt(revocation.get()).isAfter(signedAt))) {
            return new SignatureCheck.Revoked(signer, revokedAt(revocation.get()));
        }
        if (!certificate.getPrimaryKey().isBoundAt(at) || !component.isSigningKey(at)) {
            Optional<Instant> end =
                    Optional.ofNullable(certificate.getExpirationTime()).map(Date::toInstant);
            return end.filter(expired -> !expired.isAfter(signedAt))
                    .<SignatureCheck>map(expired -> new SignatureCheck.Expired(signer, expired))
                    .orElse(new SignatureCheck.Unsuitable("signed with a key that is not for signing"));
        }
        if (author.isEmpty() || !PublicKeys.addresses(certificate, at).stream().anyMatch(author.get()::isSameMailbox)) {
            return new SignatureCheck.OtherAuthor(
                    signer, author.map(MailAddress::toString).orElse("nobody"));
        }
        return key.vouching().provesAuthor()
                ? new SignatureCheck.Valid(signer, signedAt)
                : new SignatureCheck.Untrusted(
                        "an OpenPGP key for which nobody vouches", key.facts().fingerprint());
    }

    private static boolean isHard(OpenPGPComponentSignature revocation) {
        return revocation.getSignature().isHardRevocation();
    }

    private static Instant revokedAt(OpenPGPComponentSignature revocation) {
        return revocation.getCreationTime().toInstant();
    }
}
