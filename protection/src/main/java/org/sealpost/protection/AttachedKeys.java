package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.Content;

/** OpenPGP keys that are attached to a message (application/pgp-keys, RFC 3156 section 7). */
public final class AttachedKeys {
    private static final int LIMIT_BYTES = 64 * 1024;
    private static final int KEYS_LIMIT = 3;

    private AttachedKeys() {}

    /** The files as they are, armoured or not; unread whether they hold what they say. */
    public static List<byte[]> of(Content message) {
        List<byte[]> found = new ArrayList<>();
        try {
            collect(MimePart.of(message), message, found);
        } catch (UnreadableMessage e) {
            // Nobody can say what its parts are.
            return List.of();
        }
        return List.copyOf(found);
    }

    private static void collect(MimePart part, Content message, List<byte[]> found) {
        if (found.size() >= KEYS_LIMIT) {
            return;
        }
        part.parts().forEach(child -> collect(child, message, found));
        if (part.type().name().equals("application/pgp-keys") && found.size() < KEYS_LIMIT) {
            try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
                byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
                if (bytes.length <= LIMIT_BYTES) {
                    found.add(bytes);
                }
            } catch (IOException e) {
                // A damaged attachment brings no key.
                return;
            }
        }
    }
}
