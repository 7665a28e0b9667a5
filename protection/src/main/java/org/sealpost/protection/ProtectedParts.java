package org.sealpost.protection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * Finds parts of a body that are signed or sealed by themselves: a mailing list put its footer beside them, or somebody wants
 * their signature to be taken for the whole (RFC 9787 section 4.5). They are told; a signature is verified for what it covers.
 *
 * @param others such as {@code part 2.1: multipart/encrypted}
 */
record ProtectedParts(List<String> others, List<LayeredMessage.SignedPart> signed) {
    private static final ProtectedParts NONE = new ProtectedParts(List.of(), List.of());
    private static final int NOTES_LIMIT = 20;

    /** Each may cost questions about its certificates. */
    private static final int VERIFIED_LIMIT = 5;

    /** A walk reads all of a body; larger ones are attachments, whose structure nobody needs to be told. */
    private static final long LOOKED_AT_LIMIT_BYTES = 8L * 1024 * 1024;

    /** {@code verifier}: empty for a part without a signature that can be judged. */
    static ProtectedParts of(Content payload, Function<Content, Optional<Verification>> verifier) {
        if (payload.sizeBytes() > LOOKED_AT_LIMIT_BYTES
                || !MediaType.of(HeaderSection.of(payload)).isMultipart()) {
            return NONE;
        }
        try {
            Walk walk = new Walk(payload, verifier, new ArrayList<>(), new ArrayList<>());
            walk.collect(MimePart.of(payload), "");
            return new ProtectedParts(walk.others, walk.signed);
        } catch (UnreadableMessage e) {
            return NONE;
        }
    }

    private record Walk(
            Content payload,
            Function<Content, Optional<Verification>> verifier,
            List<String> others,
            List<LayeredMessage.SignedPart> signed) {
        void collect(MimePart part, String number) {
            int index = 0;
            for (MimePart child : part.parts()) {
                String name = number + ++index;
                if (others.size() < NOTES_LIMIT && isProtected(child.type())) {
                    note(child, "part " + name);
                } else {
                    collect(child, name + ".");
                }
            }
        }

        private void note(MimePart part, String name) {
            Optional<Verification> found =
                    signed.size() < VERIFIED_LIMIT ? verifier.apply(part.in(payload)) : Optional.empty();
            found.ifPresentOrElse(
                    one -> signed.add(new LayeredMessage.SignedPart(name, one)),
                    () -> others.add(name + ": " + part.type().name()));
        }
    }

    private static boolean isProtected(MediaType type) {
        return type.name().equals("multipart/signed")
                || type.name().equals("multipart/encrypted")
                || type.isPkcs7("pkcs7-mime");
    }
}
