package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.Protection;

/**
 * Signs, encrypts, opens and verifies mail in the form of S/MIME (RFC 8551). Header fields outside the MIME entity are
 * spliced as bytes and never rewritten. A large message goes through an encrypted spool file, not through memory.
 *
 * <p>Safe for use by many threads.
 */
public final class Smime {
    private static final int CERTIFICATES_KEPT = 4_096;

    /** About what CMS needs for a content, and for a recipient with an RSA-3072 key: to take room once. */
    private static final int AROUND_BYTES = 256;

    private static final int RECIPIENT_BYTES = 768;

    private final Path spoolFolder;
    private final SignatureVerifier verifier;
    private final SmimeProfile profile;
    private final BoundedCache<String, X509Certificate> parsed = new BoundedCache<>(CERTIFICATES_KEPT);

    /**
     * @param spoolFolder where large messages lie while they are worked on, encrypted and nameless
     * @param trust judges the certificates of signers
     */
    public Smime(Path spoolFolder, ChainTrust trust) {
        this(spoolFolder, trust, SmimeProfile.INTEROPERABLE);
    }

    /** As above, writing as the organisation must. */
    public Smime(Path spoolFolder, ChainTrust trust, SmimeProfile profile) {
        this.profile = profile;
        this.spoolFolder = spoolFolder;
        this.verifier = new SignatureVerifier(spoolFolder, trust);
    }

    /**
     * How the outermost entity is protected, by its structure and not by what its header says of it. Whether a signature is
     * good or the content opens is not asked here.
     */
    public Protection inspect(Content message) {
        return OuterEntity.of(message).kind().protection();
    }

    /** The message as signed, if there is an S/MIME signature around it; one of OpenPGP is none that could be judged here. */
    public Optional<SignedMessage> signed(Content message) {
        return signed(OuterEntity.of(message));
    }

    Optional<SignedMessage> signed(OuterEntity outer) {
        return SignedMessage.of(outer, verifier);
    }

    /**
     * Whether mail may be encrypted to a certificate that came with a signature.
     *
     * @param certificates DER; the first is asked about, the others may help to find its path
     */
    public ChainVerdict judgeForEncryption(List<byte[]> certificates, VerifiedFor asked) {
        return verifier.forEncryption(certificates, asked);
    }

    /** What a certificate itself says that its holder's program reads (RFC 4262), best first; often nothing. */
    public List<String> ciphers(Certificate certificate) {
        return Announcement.ciphers(certificate(certificate));
    }

    /** Takes what is taken out of a message. */
    Spool spool() {
        return new Spool(spoolFolder, 0);
    }

    /**
     * The message clear-signed (multipart/signed), so that it can be read without S/MIME, too. The caller has made sure with
     * {@link #inspect} that its user did not sign or encrypt it.
     */
    public Content sign(Content message, SigningKey signer, Instant now) {
        return sign(message, signer, now, HeaderMode.NONE);
    }

    /** As above, with the header fields inside. Fields that the mode hides are hidden in what comes back. */
    public Content sign(Content message, SigningKey signer, Instant now, HeaderMode mode) {
        return sign(message, signer, now, mode, Optional.empty());
    }

    /** As above, asking for a signed receipt. */
    public Content sign(
            Content message, SigningKey signer, Instant now, HeaderMode mode, Optional<ReceiptWish> receipt) {
        try {
            Entity entity = HeaderProtection.of(message, mode);
            Content inner = CanonicalEntity.of(entity.content(), spoolFolder);
            byte[] signature = CmsSigner.sign(inner, signer, now, profile, receipt);
            String boundary = Boundary.make();
            String before = "MIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
                    + "\tmicalg="
                    + CmsSigner.micalg(signer, profile) + "; boundary=\"" + boundary
                    + "\"\r\n\r\n"
                    + "This is a message with a digital signature (S/MIME).\r\n\r\n--" + boundary + "\r\n";
            String after = "\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                    + "Content-Transfer-Encoding: base64\r\n"
                    + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
                    + java.util.Base64.getMimeEncoder().encodeToString(signature)
                    + "\r\n--" + boundary + "--\r\n";
            return Content.concat(List.of(entity.outerHeader(), Entity.ascii(before), inner, Entity.ascii(after)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the outermost signature asks for, whatever it is worth. */
    public Optional<ReceiptRequest> receiptAsked(Content signed) {
        try {
            return verifier.read(OuterEntity.of(signed)).structure().signers().stream()
                    .findFirst()
                    .flatMap(Announcement::receipt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether somebody may be believed who signed a receipt with the first of these certificates. */
    public ChainVerdict judgeForSigning(List<byte[]> certificates, VerifiedFor asked) {
        return verifier.forSigning(certificates, asked);
    }

    /** A receipt that the signer asked for, as the body of a message with its own MIME fields (RFC 2634 section 2.4). */
    public Content receipt(ReceiptRequest request, SigningKey signer, Instant now) {
        try {
            String body =
                    java.util.Base64.getMimeEncoder().encodeToString(CmsSigner.receipt(request, signer, now, profile));
            return Entity.ascii(
                    "Content-Type: application/pkcs7-mime; smime-type=signed-receipt; name=\"smime.p7m\"\r\n"
                            + "Content-Transfer-Encoding: base64\r\n"
                            + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n" + body + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The message encrypted to exactly these certificates. Who reads it is the caller's decision; an empty list is refused.
     *
     * @throws IllegalArgumentException if one of the certificates cannot be encrypted to
     */
    public Content encrypt(Content message, List<Certificate> recipients, EncryptionFormat format) {
        return encrypt(message, recipients, format, HeaderMode.NONE);
    }

    /** As above, with the header fields inside, unless the message is signed: then they went under the signature. */
    public Content encrypt(Content message, List<Certificate> recipients, EncryptionFormat format, HeaderMode mode) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("encryption needs a recipient");
        }
        String kind = format == EncryptionFormat.CONSERVATIVE ? "enveloped-data" : "authEnveloped-data";
        String before = "MIME-Version: 1.0\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=" + kind + "; name=\"smime.p7m\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n";
        Entity entity = HeaderProtection.of(message, mode);
        List<X509Certificate> certificates = recipients.size() == 1
                ? List.of(certificate(recipients.getFirst()))
                : recipients.stream().map(this::certificate).distinct().toList();
        long cmsBytes = entity.content().sizeBytes() + AROUND_BYTES + certificates.size() * (long) RECIPIENT_BYTES;
        byte[] head = before.getBytes(StandardCharsets.US_ASCII);
        long expectedBytes = entity.outerHeader().sizeBytes() + head.length + Base64Stream.encodedBytes(cmsBytes);
        // All of it goes through one spool, so that a small message lies in one piece.
        try (Spool spool = new Spool(spoolFolder, expectedBytes)) {
            entity.outerHeader().inPieces(Jca.CHUNK_BYTES, (octets, from, to) -> spool.write(octets, from, to - from));
            spool.write(head);
            try (Base64Stream body = new Base64Stream(spool, cmsBytes)) {
                CmsEncryptor.encrypt(entity.content(), certificates, format, profile, body);
            }
            return spool.content();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The message taken apart as far as it goes, with what was found about each layer.
     *
     * @param keys what may open it, asked for only when it is needed; empty if the house must not open it
     */
    public LayeredMessage layers(
            Content message, Optional<Supplier<List<DecryptionKey>>> keys, VerifiedFor verifiedFor) {
        return layers(message, keys, verifiedFor, Optional.empty());
    }

    /** As above, with layers of OpenPGP taken off, too. */
    public LayeredMessage layers(
            Content message,
            Optional<Supplier<List<DecryptionKey>>> keys,
            VerifiedFor verifiedFor,
            Optional<OpenPgpLayers> openPgp) {
        return new LayerReader(this, message, keys, verifiedFor, openPgp).read();
    }

    /** Opens one layer of encryption with one of the keys. */
    public Opening open(Content message, List<DecryptionKey> keys) {
        return open(OuterEntity.of(message), keys);
    }

    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes must look like any other failure.
    Opening open(OuterEntity outer, List<DecryptionKey> keys) {
        if (outer.kind() != SmimeKind.ENCRYPTED) {
            return new Opening.NotEncrypted();
        }
        Content body = outer.body();
        // What is behind base64 has three quarters of it at most.
        Spool spool = new Spool(spoolFolder, body.sizeBytes() / 4 * 3);
        try (InputStream cms = TransferEncoding.decoded(outer.header(), body)) {
            Optional<CmsOpener.Result> result = new CmsOpener(cms, body.sizeBytes(), keys, spool).open();
            if (result.isEmpty()) {
                return new Opening.NoKey();
            }
            CmsOpener.Result opened = result.get();
            Content entity = spool.content();
            return new Opening.Opened(
                    Entity.splice(outer.header(), entity),
                    entity,
                    opened.key().fingerprint(),
                    opened.cipher().name(),
                    opened.cipher().authenticated());
        } catch (IOException | GeneralSecurityException | RuntimeException | StackOverflowError e) {
            spool.discard();
            return new Opening.Unreadable();
        }
    }

    /** What there is to say about the signature of the outermost entity: {@link #signed} and its verification in one. */
    public Verification verify(Content message, Instant receivedAt) {
        return signed(message)
                .map(found -> found.verify(receivedAt))
                .orElseGet(() -> Verification.unreadable("not signed with S/MIME"));
    }

    private X509Certificate certificate(Certificate certificate) {
        return parsed.get(certificate.facts().fingerprint(), name -> Jca.certificate(certificate.der()));
    }
}
