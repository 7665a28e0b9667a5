package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/** Undoes the transfer encoding of a body (RFC 2045 section 6). */
final class TransferEncoding {
    private TransferEncoding() {}

    /** As the header section says. */
    static InputStream decoded(HeaderSection header, Content body) throws IOException {
        return decoded(header, body, Jca.CHUNK_BYTES);
    }

    /** With blocks of at most that size, for who wants to see the start only. */
    static InputStream decoded(HeaderSection header, Content body, int blockLimitBytes) throws IOException {
        return switch (name(header)) {
            case "base64" -> Base64Decoding.open(body, blockLimitBytes);
            case "quoted-printable" -> QuotedPrintable.decode(Buffered.open(body, blockLimitBytes));
            default -> Buffered.open(body, blockLimitBytes);
        };
    }

    static String name(HeaderSection header) {
        return header.value("Content-Transfer-Encoding").orElse("7bit").toLowerCase(Locale.ROOT);
    }
}
