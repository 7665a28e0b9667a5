package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/** Messages that are attached to another one (RFC 2046 section 5.2.1), as when somebody passes them on. */
public final class AttachedMessages {
    private static final int LIMIT = 100;

    private AttachedMessages() {}

    /** Their header sections, in order; what is attached to them in turn is not looked at. */
    public static List<HeaderSection> headers(Content message) {
        boolean mayHaveSome = MediaType.of(HeaderSection.of(message)).name().startsWith("multipart/");
        if (!mayHaveSome) {
            return List.of();
        }
        List<HeaderSection> found = new ArrayList<>();
        try {
            collect(MimePart.of(message), message, found);
        } catch (UnreadableMessage e) {
            // Nobody can say what its parts are.
            return List.of();
        }
        return List.copyOf(found);
    }

    private static void collect(MimePart part, Content message, List<HeaderSection> found) {
        part.parts().forEach(child -> collect(child, message, found));
        boolean isMessage =
                List.of("message/rfc822", "message/global").contains(part.type().name());
        if (isMessage && found.size() < LIMIT) {
            try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
                found.add(HeaderSection.of(in.readNBytes(HeaderSection.LIMIT_BYTES)));
            } catch (IOException e) {
                // What is damaged cannot be read by anybody else either.
                return;
            }
        }
    }
}
