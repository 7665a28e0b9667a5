package org.sealpost.protection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.Protection;

/** What kind of protection the outermost entity of a message shows. */
enum SmimeKind {
    NONE,
    CLEAR_SIGNED,
    OPAQUE_SIGNED,
    ENCRYPTED,
    /** OpenPGP: seen, so that nobody protects it again, but not opened here. */
    OTHER_SIGNED,
    OTHER_ENCRYPTED;

    /** Enough for the start of a CMS structure in base64 or binary. */
    private static final int PEEK_BYTES = 4 * 1024;

    Protection protection() {
        return switch (this) {
            case NONE -> new Protection.Clear();
            case CLEAR_SIGNED, OPAQUE_SIGNED, OTHER_SIGNED -> new Protection.Signed();
            case ENCRYPTED, OTHER_ENCRYPTED -> new Protection.Encrypted();
        };
    }

    static SmimeKind of(Content message) {
        HeaderSection header = HeaderSection.of(message);
        MediaType type = MediaType.of(header);
        if (type.name().equals("multipart/signed")) {
            String protocol = type.parameter("protocol").orElse("").toLowerCase(Locale.ROOT);
            return protocol.endsWith("pkcs7-signature") ? CLEAR_SIGNED : OTHER_SIGNED;
        }
        if (type.name().equals("multipart/encrypted")) {
            return OTHER_ENCRYPTED;
        }
        return isCms(header, type) ? kind(message, type) : NONE;
    }

    /** The content of a message that is one CMS body, its transfer encoding undone. */
    static InputStream body(Content message) throws IOException {
        HeaderSection header = HeaderSection.of(message);
        return decoded(header, message.from(header.lengthBytes()).open());
    }

    /** Undoes the transfer encoding that a header section names. */
    static InputStream decoded(HeaderSection header, InputStream body) {
        String encoding =
                header.value("Content-Transfer-Encoding").orElse("7bit").toLowerCase(Locale.ROOT);
        InputStream in = new BufferedInputStream(body, Jca.CHUNK_BYTES);
        return switch (encoding) {
            case "base64" -> Base64Stream.decode(in);
            case "quoted-printable" -> QuotedPrintable.decode(in);
            default -> in;
        };
    }

    /** Some programs send the body as a file of unknown type, with nothing but its name to tell (RFC 8551 section 3.2.1). */
    private static boolean isCms(HeaderSection header, MediaType type) {
        if (type.isPkcs7("pkcs7-mime")) {
            return true;
        }
        if (!type.name().equals("application/octet-stream")) {
            return false;
        }
        String disposition = header.value("Content-Disposition").orElse("");
        String name = type.parameter("name")
                .or(() -> MediaType.parse(disposition).parameter("filename"))
                .orElse("");
        return name.toLowerCase(Locale.ROOT).endsWith(".p7m");
    }

    private static SmimeKind kind(Content message, MediaType type) {
        return switch (type.parameter("smime-type").orElse("").toLowerCase(Locale.ROOT)) {
            case "enveloped-data", "authenveloped-data" -> ENCRYPTED;
            case "signed-data" -> OPAQUE_SIGNED;
            case "certs-only", "compressed-data" -> NONE;
            default -> peek(message);
        };
    }

    /** Without a type the structure itself says what it is. */
    @SuppressWarnings("IllegalCatch") // Bytes that are no CMS may fail anyhow; then there is no protection to be seen.
    private static SmimeKind peek(Content message) {
        try (InputStream in = body(message)) {
            byte[] start = in.readNBytes(PEEK_BYTES);
            ASN1StreamParser parser = new ASN1StreamParser(new java.io.ByteArrayInputStream(start), Integer.MAX_VALUE);
            ASN1ObjectIdentifier oid = new ContentInfoParser((ASN1SequenceParser) parser.readObject()).getContentType();
            if (oid.equals(CMSObjectIdentifiers.signedData)) {
                return OPAQUE_SIGNED;
            }
            boolean encrypted = oid.equals(CMSObjectIdentifiers.envelopedData)
                    || oid.equals(CMSObjectIdentifiers.authEnvelopedData);
            return encrypted ? ENCRYPTED : NONE;
        } catch (UncheckedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return NONE;
        }
    }
}
