package org.sealpost.protection;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * Finds parts of a body that are signed or sealed by themselves: a mailing list put its footer beside them, or somebody wants
 * their signature to be taken for the whole (RFC 9787 section 4.5). They are told and neither verified nor opened.
 */
final class ProtectedParts {
    private static final int NOTES_LIMIT = 20;

    /** A walk reads all of a body; larger ones are attachments, whose structure nobody needs to be told. */
    private static final long LOOKED_AT_LIMIT_BYTES = 8L * 1024 * 1024;

    private ProtectedParts() {}

    /** Such as {@code part 2.1: multipart/signed}. */
    static List<String> of(Content payload) {
        if (payload.sizeBytes() > LOOKED_AT_LIMIT_BYTES
                || !MediaType.of(HeaderSection.of(payload)).isMultipart()) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try {
            collect(MimePart.of(payload), "", found);
        } catch (UnreadableMessage e) {
            return List.of();
        }
        return found;
    }

    private static void collect(MimePart part, String number, List<String> found) {
        int index = 0;
        for (MimePart child : part.parts()) {
            String name = number + ++index;
            if (found.size() < NOTES_LIMIT && isProtected(child.type())) {
                found.add("part " + name + ": " + child.type().name());
            } else {
                collect(child, name + ".", found);
            }
        }
    }

    private static boolean isProtected(MediaType type) {
        return type.name().equals("multipart/signed")
                || type.name().equals("multipart/encrypted")
                || type.isPkcs7("pkcs7-mime");
    }
}
