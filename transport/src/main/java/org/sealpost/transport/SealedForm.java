package org.sealpost.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;

/**
 * How a message looks that the house sealed for its mailbox: a field in front tells so and for whom, and inside lies the header
 * section as it was, so that the message comes back byte for byte.
 */
final class SealedForm {
    private static final String MARK = "X-Sealpost-Stored";
    /** Fields about the content go inside with it (RFC 2045 section 9); other programs pass over those that they do not know. */
    private static final String HEADER = "Content-Stored-Header";

    /** A third longer, it must still be read as a header section. */
    private static final int HEADER_LIMIT_BYTES = HeaderSection.LIMIT_BYTES / 2;

    private static final int LINE = 72;
    private static final int NAME_DIGITS = 16;

    private SealedForm() {}

    /** With its own header section in a field that is encrypted with the content. */
    static Content remembering(Content readable) {
        HeaderSection header = HeaderSection.of(readable);
        if (header.lengthBytes() > HEADER_LIMIT_BYTES) {
            return readable;
        }
        try (InputStream in = readable.open()) {
            byte[] bytes = in.readNBytes(Math.toIntExact(header.lengthBytes()));
            String folded = Base64.getMimeEncoder(LINE, "\r\n ".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(bytes);
            return HeaderSection.prepend(readable, List.of(HEADER + ":\r\n " + folded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code readers}: for whom it is sealed beside its owner. */
    static Content marked(Content sealed, List<MailAddress> readers) {
        return HeaderSection.prepend(sealed, List.of(MARK + ": " + word(readers)));
    }

    /** Of all messages that are sealed for the same people: {@code sealed}, {@code sealed for 0123456789abcdef}. */
    static String word(List<MailAddress> readers) {
        String names = readers.stream().map(MailAddress::key).sorted().collect(Collectors.joining(" "));
        return names.isEmpty()
                ? "sealed"
                : "sealed for "
                        + Fingerprint.of(names.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS);
    }

    /** The word of a message; empty if the house did not seal it. */
    static Optional<String> wordOf(Content stored) {
        return HeaderSection.of(stored).value(MARK).map(String::strip);
    }

    /**
     * The message as it was.
     *
     * @param entity what was encrypted
     * @param opened the same under the fields outside, for a message that does not remember its own
     */
    static Content original(Content entity, Content opened) {
        HeaderSection inner = HeaderSection.of(entity);
        return inner.value(HEADER)
                .map(folded -> Content.concat(
                        List.of(Content.of(Base64.getMimeDecoder().decode(folded)), entity.from(inner.lengthBytes()))))
                .orElseGet(() -> HeaderSection.without(opened, field -> field.is(MARK)));
    }
}
