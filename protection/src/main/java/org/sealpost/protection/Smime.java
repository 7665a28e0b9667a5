package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.ChainTrust;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;

/**
 * Signs, encrypts, opens and verifies mail in the form of S/MIME (RFC 8551). Header fields outside the MIME entity are
 * spliced as bytes and never rewritten. A large message goes through an encrypted spool file, not through memory.
 *
 * <p>Safe for use by many threads.
 */
public final class Smime {
    private static final int CERTIFICATES_KEPT = 4_096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path spoolFolder;
    private final SignatureVerifier verifier;
    private final Map<String, X509Certificate> parsed = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, X509Certificate> eldest) {
            return size() > CERTIFICATES_KEPT;
        }
    };

    /**
     * @param spoolFolder where large messages lie while they are worked on, encrypted and nameless
     * @param trust judges the certificates of signers
     */
    public Smime(Path spoolFolder, ChainTrust trust) {
        this.spoolFolder = spoolFolder;
        this.verifier = new SignatureVerifier(spoolFolder, trust);
    }

    /**
     * How the outermost entity is protected, by its structure and not by what its header says of it. Whether a signature is
     * good or the content opens is not asked here.
     */
    public Protection inspect(Content message) {
        return SmimeKind.of(message).protection();
    }

    /** Whether there is a signature that {@link #verify} can judge; one of OpenPGP is none. */
    public boolean isSigned(Content message) {
        SmimeKind kind = SmimeKind.of(message);
        return kind == SmimeKind.CLEAR_SIGNED || kind == SmimeKind.OPAQUE_SIGNED;
    }

    /**
     * The message clear-signed (multipart/signed), so that it can be read without S/MIME, too. The caller has made sure with
     * {@link #inspect} that its user did not sign or encrypt it.
     */
    public Content sign(Content message, SigningKey signer, Instant now) {
        try {
            Entity entity = Entity.of(message);
            Content inner = CanonicalEntity.of(entity.content(), new Spool(spoolFolder));
            byte[] signature = CmsSigner.sign(inner, signer, now);
            String boundary = boundary();
            String before = "MIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
                    + "\tmicalg=sha-256; boundary=\"" + boundary + "\"\r\n\r\n"
                    + "This is a message with a digital signature (S/MIME).\r\n\r\n--" + boundary + "\r\n";
            String after = "\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                    + "Content-Transfer-Encoding: base64\r\n"
                    + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
                    + java.util.Base64.getMimeEncoder().encodeToString(signature)
                    + "\r\n--" + boundary + "--\r\n";
            return Content.concat(List.of(entity.outerHeader(), ascii(before), inner, ascii(after)));
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
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("encryption needs a recipient");
        }
        String kind = format == EncryptionFormat.CONSERVATIVE ? "enveloped-data" : "authEnveloped-data";
        String before = "MIME-Version: 1.0\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=" + kind + "; name=\"smime.p7m\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n";
        try (Spool spool = new Spool(spoolFolder)) {
            Entity entity = Entity.of(message);
            List<X509Certificate> certificates =
                    recipients.stream().map(this::certificate).distinct().toList();
            try (Base64Stream body = new Base64Stream(spool)) {
                CmsEncryptor.encrypt(entity.content(), certificates, format, body);
            }
            return Content.concat(List.of(entity.outerHeader(), ascii(before), spool.content()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens one layer of encryption with one of the keys. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes must look like any other failure.
    public Opening open(Content message, List<DecryptionKey> keys) {
        if (SmimeKind.of(message) != SmimeKind.ENCRYPTED) {
            return new Opening.NotEncrypted();
        }
        Spool spool = new Spool(spoolFolder);
        try (InputStream cms = SmimeKind.body(message)) {
            Optional<CmsOpener.Result> result = CmsOpener.open(cms, keys, spool);
            if (result.isEmpty()) {
                return new Opening.NoKey();
            }
            CmsOpener.Result opened = result.get();
            return new Opening.Opened(
                    Entity.splice(message, spool.content()),
                    opened.key().fingerprint(),
                    opened.cipher().name(),
                    opened.cipher().authenticated());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            spool.discard();
            return new Opening.Unreadable();
        }
    }

    /**
     * What there is to say about the signature of the outermost entity.
     *
     * @param receivedAt when the house got the message: the time for which certificates count if the signer told none
     */
    @SuppressWarnings(
            "IllegalCatch") // What a library throws on hostile bytes becomes a verdict, never a stopped server.
    public Verification verify(Content message, Instant receivedAt) {
        try {
            return verifier.verify(message, receivedAt);
        } catch (UnreadableMessage e) {
            return Verification.unreadable(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return Verification.failed(new SignatureCheck.Unreadable("the signature cannot be read"));
        }
    }

    /** The message inside an opaque signature (application/pkcs7-mime), under the header fields that it came with. */
    @SuppressWarnings("IllegalCatch") // As above.
    public Optional<Content> unwrapOpaque(Content message) {
        if (SmimeKind.of(message) != SmimeKind.OPAQUE_SIGNED) {
            return Optional.empty();
        }
        try (InputStream cms = SmimeKind.body(message)) {
            Optional<Content> inner =
                    SignedStructure.read(cms, new Spool(spoolFolder)).content();
            return inner.isPresent() ? Optional.of(Entity.splice(message, inner.get())) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private X509Certificate certificate(Certificate certificate) {
        synchronized (parsed) {
            return parsed.computeIfAbsent(
                    certificate.facts().fingerprint(), name -> Jca.certificate(certificate.der()));
        }
    }

    private static String boundary() {
        byte[] random = new byte[18];
        RANDOM.nextBytes(random);
        // "=_" cannot occur in quoted-printable or base64 (RFC 2045 section 6.7).
        return "=_" + HexFormat.of().formatHex(random);
    }

    private static Content ascii(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A message taken apart: the fields of the message, and the MIME entity that its Content fields describe. */
    record Entity(Content outerHeader, Content content) {
        private static final String DEFAULT_TYPE = "Content-Type: text/plain; charset=us-ascii\r\n";

        static Entity of(Content message) {
            HeaderSection header = HeaderSection.of(message);
            StringBuilder type = new StringBuilder();
            if (header.first("Content-Type").isEmpty()) {
                type.append(DEFAULT_TYPE);
            }
            Content body = message.from(header.lengthBytes());
            return new Entity(
                    fields(header, field -> !isMime(field)),
                    Content.concat(
                            List.of(ascii(type.toString()), fields(header, Entity::isContent), ascii("\r\n"), body)));
        }

        /** The outer fields with the entity under them; of the entity's fields only those about its content count. */
        static Content splice(Content outer, Content entity) {
            HeaderSection inner = HeaderSection.of(entity);
            return Content.concat(List.of(
                    fields(HeaderSection.of(outer), field -> !isMime(field)),
                    ascii("MIME-Version: 1.0\r\n"),
                    fields(inner, Entity::isContent),
                    ascii("\r\n"),
                    entity.from(inner.lengthBytes())));
        }

        private static Content fields(HeaderSection header, java.util.function.Predicate<HeaderField> wanted) {
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            header.fields().stream().filter(wanted).forEach(field -> raw.writeBytes(field.raw()));
            return Content.of(raw.toByteArray());
        }

        private static boolean isContent(HeaderField field) {
            return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
        }

        private static boolean isMime(HeaderField field) {
            return isContent(field) || field.is("MIME-Version");
        }
    }
}
