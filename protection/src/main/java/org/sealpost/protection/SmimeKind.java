package org.sealpost.protection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.Protection;

/** What kind of protection the outermost entity of a message has, by its structure; who can open it is not asked. */
enum SmimeKind {
    NONE,
    CLEAR_SIGNED,
    OPAQUE_SIGNED,
    ENCRYPTED,
    /** OpenPGP: seen, so that nobody protects it again, but not opened here. */
    OTHER_SIGNED,
    OTHER_ENCRYPTED;

    /** {@code Version: 1} and the line ends that programs write around it (RFC 3156 section 4). */
    private static final int VERSION_LIMIT_BYTES = 256;

    Protection protection() {
        return switch (this) {
            case NONE -> new Protection.Clear();
            case CLEAR_SIGNED, OPAQUE_SIGNED, OTHER_SIGNED -> new Protection.Signed();
            case ENCRYPTED, OTHER_ENCRYPTED -> new Protection.Encrypted();
        };
    }

    /** What the bytes say. The header only tells where to look: a type or a file name is written over clear text as well. */
    static SmimeKind of(Content message) {
        HeaderSection header = HeaderSection.of(message);
        MediaType type = MediaType.of(header);
        return switch (type.name()) {
            case "multipart/signed" -> signed(twoParts(message));
            case "multipart/encrypted" -> encrypted(message, twoParts(message));
            default -> isCms(header, type) ? cms(message) : NONE;
        };
    }

    /** The parts of a multipart with two of them (RFC 1847); none of any other. */
    private static List<MimePart> twoParts(Content message) {
        try {
            List<MimePart> parts = MimePart.of(message).parts();
            return parts.size() == 2 ? parts : List.of();
        } catch (UnreadableMessage e) {
            return List.of();
        }
    }

    private static SmimeKind signed(List<MimePart> parts) {
        if (parts.isEmpty()) {
            return NONE;
        }
        MediaType signature = parts.getLast().type();
        if (signature.isPkcs7("pkcs7-signature")) {
            return CLEAR_SIGNED;
        }
        return signature.name().equals("application/pgp-signature") ? OTHER_SIGNED : NONE;
    }

    /** RFC 3156 section 4: the version, then the data. */
    private static SmimeKind encrypted(Content message, List<MimePart> parts) {
        if (parts.isEmpty()
                || !parts.getFirst().type().name().equals("application/pgp-encrypted")
                || !parts.getLast().type().name().equals("application/octet-stream")) {
            return NONE;
        }
        MimePart data = parts.getLast();
        try (InputStream version = parts.getFirst().bodyIn(message).open();
                InputStream body = decoded(data.header(), data.bodyIn(message).open())) {
            String word = new String(version.readNBytes(VERSION_LIMIT_BYTES), StandardCharsets.ISO_8859_1);
            return word.strip().equalsIgnoreCase("Version: 1") && OpenPgpHead.isEncrypted(body)
                    ? OTHER_ENCRYPTED
                    : NONE;
        } catch (IOException e) {
            return NONE;
        }
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

    private static SmimeKind cms(Content message) {
        try (InputStream in = body(message)) {
            return CmsHead.of(in).orElse(NONE);
        } catch (IOException e) {
            return NONE;
        }
    }
}
