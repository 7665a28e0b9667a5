package org.sealpost.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * Which parts of a message somebody signed or sealed, and what their bytes are: proof that nothing on its way changed them.
 *
 * @param parts in the order in which they stand, attached messages included; what lies inside one of them is not listed
 */
public record SignedParts(List<Part> parts) {
    private static final SignedParts NONE = new SignedParts(List.of());
    private static final int PARTS_LIMIT = 100;
    private static final int ATTACHED_LIMIT = 5;
    private static final String WHOLE = "body";

    public SignedParts {
        parts = List.copyOf(parts);
    }

    /**
     * One of them.
     *
     * @param place such as {@code body} for the outermost, {@code 2.1} for a part of a part
     * @param sha256 of its bytes, as in the message, in lower-case hex
     */
    public record Part(String place, String sha256) {}

    /** Of a message whose structure nobody can read, the whole body counts as one part. */
    public static SignedParts of(Content message) {
        if (isSimple(HeaderSection.of(message))) {
            return NONE;
        }
        List<Part> found = new ArrayList<>();
        try {
            walk(message, "", 0, (place, bytes, closed) -> {
                if (found.size() == PARTS_LIMIT) {
                    throw new UnreadableMessage("more signed parts than are listed");
                }
                found.add(new Part(place, sha256(bytes)));
            });
            return new SignedParts(found);
        } catch (UnreadableMessage e) {
            return new SignedParts(List.of(new Part(WHOLE, sha256(body(message)))));
        }
    }

    /** Whether anything in the message, or all of it, is sealed so that nobody without a key can look into it. */
    public static boolean isAnySealed(Content message) {
        if (isSimple(HeaderSection.of(message))) {
            return false;
        }
        boolean[] any = new boolean[1];
        try {
            walk(message, "", 0, (place, bytes, closed) -> any[0] |= closed);
            return any[0];
        } catch (UnreadableMessage e) {
            return true;
        }
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Takes what was found. */
    @FunctionalInterface
    private interface Finds {
        void found(String place, Content bytes, boolean closed);
    }

    /** Text and the like in one piece cannot hold a signed part. */
    private static boolean isSimple(HeaderSection header) {
        MediaType type = MediaType.of(header);
        return !type.isMultipart() && !type.name().startsWith("message/") && !isBlob(header, type);
    }

    private static boolean isBlob(HeaderSection header, MediaType type) {
        return type.isPkcs7("pkcs7-mime")
                || type.name().equals("application/octet-stream")
                        && header.value("Content-Disposition")
                                .map(value -> value.toLowerCase(Locale.ROOT))
                                .filter(value -> value.contains(".p7m"))
                                .isPresent();
    }

    private static void walk(Content message, String prefix, int depth, Finds finds) {
        MimePart whole = MimePart.of(message);
        look(message, whole, prefix, depth, finds);
    }

    private static void look(Content message, MimePart part, String place, int depth, Finds finds) {
        MediaType type = part.type();
        String name = place.isEmpty() ? WHOLE : place;
        if (type.name().equals("multipart/signed") && !part.parts().isEmpty()) {
            MimePart first = part.parts().getFirst();
            boolean[] any = new boolean[1];
            look(message, first, place, depth, (inner, bytes, closed) -> any[0] |= closed);
            finds.found(name, first.in(message), any[0]);
        } else if (type.name().equals("multipart/encrypted") || isBlob(part.header(), type)) {
            finds.found(name, part.bodyIn(message), true);
        } else if (type.name().equals("message/rfc822") && depth < ATTACHED_LIMIT) {
            walk(part.bodyIn(message), inside(place, 1), depth + 1, finds);
        } else {
            int index = 0;
            for (MimePart child : part.parts()) {
                look(message, child, inside(place, ++index), depth, finds);
            }
        }
    }

    private static String inside(String place, int index) {
        return place.isEmpty() ? String.valueOf(index) : place + "." + index;
    }

    private static Content body(Content message) {
        return message.from(HeaderSection.of(message).lengthBytes());
    }

    private static String sha256(Content bytes) {
        MessageDigest digest = Jca.digest("SHA-256");
        try {
            bytes.inPieces(Jca.CHUNK_BYTES, (octets, from, to) -> digest.update(octets, from, to - from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
