package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * The report about TLS that a message carries, RFC 8460 section 5.3, as it came.
 *
 * @param isPacked whether it is packed by gzip
 * @param isWhole whether these are all of its bytes; else it is too long
 */
public record TlsReportPart(boolean isPacked, boolean isWhole, byte[] bytes) {
    private static final int LIMIT_BYTES = 1024 * 1024;

    private static final String PACKED = "application/tlsrpt+gzip";
    private static final String PLAIN = "application/tlsrpt+json";

    /** Empty if the message says of itself that it carries none. */
    public static Optional<TlsReportPart> of(Content message) {
        MediaType type = MediaType.of(HeaderSection.of(message));
        boolean alone = type.name().equals(PACKED) || type.name().equals(PLAIN);
        boolean inside = type.name().equals("multipart/report")
                && "tlsrpt".equalsIgnoreCase(type.parameters().getOrDefault("report-type", ""));
        if (!alone && !inside) {
            return Optional.empty();
        }
        try {
            MimePart root = MimePart.of(message);
            for (MimePart part :
                    Stream.concat(Stream.of(root), root.parts().stream()).toList()) {
                if (List.of(PACKED, PLAIN).contains(part.type().name())) {
                    return Optional.of(of(message, part));
                }
            }
            return Optional.empty();
        } catch (UnreadableMessage e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TlsReportPart of(Content message, MimePart part) throws IOException {
        try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
            byte[] bytes = in.readNBytes(LIMIT_BYTES);
            return new TlsReportPart(part.type().name().equals(PACKED), in.read() < 0, bytes);
        }
    }
}
