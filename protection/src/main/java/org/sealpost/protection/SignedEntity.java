package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.sealpost.mail.Content;

/** What a signature is said to be over; read once for each digest, however many signers there are. For one thread. */
final class SignedEntity {
    private final Content content;
    private final Map<String, byte[]> asItCame = new HashMap<>();
    private final Map<String, byte[]> withWholeLineEnds = new HashMap<>();

    SignedEntity(Content content) {
        this.content = content;
    }

    InputStream open() throws IOException {
        return content.open();
    }

    int chunkBytes() {
        return Jca.chunkBytes(content.sizeBytes());
    }

    /** Some programs store LF; what was signed has CRLF (RFC 8551 section 3.1.1). */
    boolean hasDigest(String name, byte[] expected) throws IOException {
        return MessageDigest.isEqual(expected, asItCame(name))
                || MessageDigest.isEqual(expected, withWholeLineEnds(name));
    }

    private byte[] asItCame(String name) throws IOException {
        byte[] known = asItCame.get(name);
        byte[] hash = known == null ? hash(content.open(), name) : known;
        asItCame.put(name, hash);
        return hash;
    }

    private byte[] withWholeLineEnds(String name) throws IOException {
        byte[] known = withWholeLineEnds.get(name);
        byte[] hash = known == null ? hash(new LineEnds(content), name) : known;
        withWholeLineEnds.put(name, hash);
        return hash;
    }

    private byte[] hash(InputStream octets, String name) throws IOException {
        MessageDigest digest = Jca.digest(name);
        try (InputStream in = octets) {
            byte[] chunk = new byte[chunkBytes()];
            int count;
            while ((count = in.read(chunk, 0, chunk.length)) > 0) {
                digest.update(chunk, 0, count);
            }
        }
        return digest.digest();
    }
}
