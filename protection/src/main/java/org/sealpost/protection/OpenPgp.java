package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.protection.openpgp.Reading;
import org.sealpost.protection.openpgp.Reading.SecretSource;
import org.sealpost.protection.openpgp.Sealing;

/**
 * Signs, encrypts, opens and verifies mail in the form of PGP/MIME (RFC 3156, RFC 9580); OpenPGP in the text of a message is read
 * and never written. What was changed on the way gives nothing of its content.
 *
 * <p>Safe for use by many threads.
 */
public final class OpenPgp {
    /** However tightly a message was packed, no more than this comes out. */
    private static final long OPENED_LIMIT_BYTES = 512L * 1024 * 1024;

    /** What was typed into the encrypting program; all of today write UTF-8 (RFC 9580 section 5.9). */
    private static final String INLINE_HEADER =
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

    private final Path spoolFolder;
    private final long openedLimitBytes;

    /** {@code spoolFolder}: where large messages lie while they are worked on, encrypted and nameless. */
    public OpenPgp(Path spoolFolder) {
        this(spoolFolder, OPENED_LIMIT_BYTES);
    }

    OpenPgp(Path spoolFolder, long openedLimitBytes) {
        this.spoolFolder = spoolFolder;
        this.openedLimitBytes = openedLimitBytes;
    }

    /** What came of opening a message, and the signature that lay inside the encryption, if there was one. */
    public record Read(Opening opening, Optional<OpenPgpSigned> signed) {
        private static final Read UNREADABLE = new Read(new Opening.Unreadable(), Optional.empty());
    }

    /**
     * The message clear-signed (multipart/signed). The caller has made sure that its user did not sign or encrypt it.
     *
     * @throws UncheckedIOException if the key cannot sign now
     */
    public Content sign(Content message, OpenPgpSecret signer, Instant now) {
        try {
            Entity entity = Entity.of(message);
            Content inner = CanonicalEntity.of(entity.content(), spoolFolder);
            byte[] signature = Sealing.detached(inner, signer, now);
            String boundary = Boundary.make();
            String before = "MIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/signed; protocol=\"application/pgp-signature\";\r\n"
                    + "\tmicalg=pgp-sha512; boundary=\"" + boundary + "\"\r\n\r\n"
                    + "This is a message with a digital signature (OpenPGP).\r\n\r\n--" + boundary + "\r\n";
            String between = "\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n"
                    + "Content-Description: OpenPGP digital signature\r\n"
                    + "Content-Disposition: attachment; filename=\"signature.asc\"\r\n\r\n";
            return Content.concat(List.of(
                    entity.outerHeader(),
                    Entity.ascii(before),
                    inner,
                    Entity.ascii(between),
                    Content.of(signature),
                    Entity.ascii("\r\n--" + boundary + "--\r\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The message encrypted to exactly these keys (multipart/encrypted), signed inside if there is a signer (RFC 3156 section
     * 6.2).
     *
     * @throws IllegalArgumentException if one of the keys cannot be encrypted to, or there is none
     */
    public Content encrypt(Content message, Optional<OpenPgpSecret> signer, List<OpenPgpKey> recipients, Instant now) {
        try {
            Entity entity = Entity.of(message);
            Content inner = CanonicalEntity.of(entity.content(), spoolFolder);
            Spool armour = new Spool(spoolFolder, inner.sizeBytes() * 3 / 2);
            Sealing.encrypt(inner, signer, recipients, now, armour);
            String boundary = Boundary.make();
            String before = "MIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n"
                    + "\tboundary=\"" + boundary + "\"\r\n\r\n"
                    + "This is an encrypted message (OpenPGP).\r\n\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/pgp-encrypted\r\n"
                    + "Content-Description: PGP/MIME version identification\r\n\r\n"
                    + "Version: 1\r\n\r\n--" + boundary + "\r\n"
                    + "Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
                    + "Content-Description: OpenPGP encrypted message\r\n"
                    + "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n";
            return Content.concat(List.of(
                    entity.outerHeader(),
                    Entity.ascii(before),
                    armour.content(),
                    Entity.ascii("\r\n--" + boundary + "--\r\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the whole message is OpenPGP data that is encrypted, as PGP/MIME or in its text; nothing is opened. */
    public boolean isEncrypted(Content message) {
        return data(OuterEntity.of(message)).isPresent();
    }

    /** Opens one layer of encryption with one of the keys. */
    @SuppressWarnings("IllegalCatch") // What a library throws on hostile bytes must look like any other failure.
    public Read open(Content message, List<SecretSource> keys) {
        OuterEntity outer = OuterEntity.of(message);
        Optional<Data> data = data(outer);
        if (data.isEmpty()) {
            return new Read(new Opening.NotEncrypted(), Optional.empty());
        }
        Spool spool = new Spool(spoolFolder, data.get().content().sizeBytes() / 4 * 3);
        try (InputStream in = data.get().open()) {
            Optional<Reading.Opened> result = new Reading(keys, openedLimitBytes).open(in, spool);
            if (result.isEmpty()) {
                spool.discard();
                return new Read(new Opening.NoKey(), Optional.empty());
            }
            return opened(outer, data.get(), result.get(), spool.content());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            spool.discard();
            return Read.UNREADABLE;
        }
    }

    private Read opened(OuterEntity outer, Data data, Reading.Opened result, Content literal) throws IOException {
        Content text = InlineOpenPgp.wholeLineEnds(literal, spoolFolder);
        Content entity = data.inline() ? Content.concat(List.of(Entity.ascii(INLINE_HEADER), text)) : text;
        Opening opening = new Opening.Opened(
                Entity.splice(outer.header(), entity), entity, result.fingerprint(), result.cipher(), true);
        return new Read(
                opening,
                result.signatures().isEmpty()
                        ? Optional.empty()
                        : Optional.of(OpenPgpSigned.of(outer.header(), literal, result.signatures())));
    }

    /** The signature around a message that is not encrypted: PGP/MIME, or in its text. */
    public Optional<OpenPgpSigned> signed(Content message) {
        OuterEntity outer = OuterEntity.of(message);
        if (outer.kind() == SmimeKind.OTHER_SIGNED) {
            MimePart text = outer.parts().getFirst();
            MimePart signature = outer.parts().getLast();
            return Optional.of(OpenPgpSigned.read(
                    outer.header(), text.in(message), signature.header(), signature.bodyIn(message)));
        }
        return InlineOpenPgp.signed(outer);
    }

    /** Where the encrypted data lies. */
    private record Data(HeaderSection header, Content content, boolean inline) {
        InputStream open() throws IOException {
            return TransferEncoding.decoded(header, content);
        }
    }

    private static Optional<Data> data(OuterEntity outer) {
        if (outer.kind() == SmimeKind.OTHER_ENCRYPTED) {
            MimePart data = outer.parts().getLast();
            return Optional.of(new Data(data.header(), data.bodyIn(outer.message()), false));
        }
        return InlineOpenPgp.isEncrypted(outer)
                ? Optional.of(new Data(outer.header(), outer.body(), true))
                : Optional.empty();
    }
}
