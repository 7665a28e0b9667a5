package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * The outermost entity of a message, looked at once: its fields, what the bytes say of its protection, and where its parts lie.
 *
 * @param parts those of a multipart that has two and says that it is signed or encrypted (RFC 1847); else none
 */
record OuterEntity(Content message, HeaderSection header, SmimeKind kind, List<MimePart> parts) {
    /** {@code Version: 1} and the line ends that programs write around it (RFC 3156 section 4). */
    private static final int VERSION_LIMIT_BYTES = 256;

    /** In most messages the content starts before this. */
    private static final int HEAD_BYTES = 2 * 1024;

    /** The header only tells where to look: a type or a file name is written over clear text as well. */
    static OuterEntity of(Content message) {
        HeaderSection header = HeaderSection.of(message);
        MediaType type = MediaType.of(header);
        return switch (type.name()) {
            case "multipart/signed" -> {
                List<MimePart> parts = twoParts(message);
                yield new OuterEntity(message, header, signed(parts), parts);
            }
            case "multipart/encrypted" -> {
                List<MimePart> parts = twoParts(message);
                yield new OuterEntity(message, header, encrypted(message, parts), parts);
            }
            default ->
                new OuterEntity(
                        message, header, isCms(header, type) ? cms(message, header) : SmimeKind.NONE, List.of());
        };
    }

    Content body() {
        return message.from(header.lengthBytes());
    }

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
            return SmimeKind.NONE;
        }
        MediaType signature = parts.getLast().type();
        if (signature.isPkcs7("pkcs7-signature")) {
            return SmimeKind.CLEAR_SIGNED;
        }
        return signature.name().equals("application/pgp-signature") ? SmimeKind.OTHER_SIGNED : SmimeKind.NONE;
    }

    /** RFC 3156 section 4: the version, then the data. */
    private static SmimeKind encrypted(Content message, List<MimePart> parts) {
        if (parts.isEmpty()
                || !parts.getFirst().type().name().equals("application/pgp-encrypted")
                || !parts.getLast().type().name().equals("application/octet-stream")) {
            return SmimeKind.NONE;
        }
        MimePart data = parts.getLast();
        try (InputStream version = parts.getFirst().bodyIn(message).open();
                InputStream body = TransferEncoding.decoded(data.header(), data.bodyIn(message))) {
            String word = new String(version.readNBytes(VERSION_LIMIT_BYTES), StandardCharsets.ISO_8859_1);
            return word.strip().equalsIgnoreCase("Version: 1") && OpenPgpHead.isEncrypted(body)
                    ? SmimeKind.OTHER_ENCRYPTED
                    : SmimeKind.NONE;
        } catch (IOException e) {
            return SmimeKind.NONE;
        }
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

    private static SmimeKind cms(Content message, HeaderSection header) {
        try (InputStream in = TransferEncoding.decoded(header, message.from(header.lengthBytes()), HEAD_BYTES)) {
            return CmsHead.of(in).orElse(SmimeKind.NONE);
        } catch (IOException e) {
            return SmimeKind.NONE;
        }
    }
}
