package org.sealpost.protection;

import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.MessageLayer;

/**
 * A message taken apart from outside in.
 *
 * @param readable the message in the form that needs no S/MIME to be read, under the header fields that it came with; clear
 *     signatures that are outermost in it stay. The message itself if nothing had to be taken off
 * @param layers from outside in; none for a message that is neither signed nor encrypted as a whole
 * @param signatures the evidence for each {@link MessageLayer.Signed} in the same order
 * @param partsProtectedAlone parts inside that are sealed by themselves, or signed so that nobody here can judge it, such as
 *     {@code part 2.1: multipart/encrypted}; they say nothing about the rest of what is shown
 * @param signedParts parts inside that are signed by themselves, such as a text beside a mailing list's footer
 * @param headerNotices what a reader should know about the fields that came inside
 */
public record LayeredMessage(
        Content readable,
        List<MessageLayer> layers,
        List<Verification> signatures,
        List<String> partsProtectedAlone,
        List<SignedPart> signedParts,
        List<String> headerNotices) {
    /**
     * A part and its own signature.
     *
     * @param part such as {@code part 1}
     */
    public record SignedPart(String part, Verification verification) {}

    public LayeredMessage {
        layers = List.copyOf(layers);
        signatures = List.copyOf(signatures);
        partsProtectedAlone = List.copyOf(partsProtectedAlone);
        signedParts = List.copyOf(signedParts);
        headerNotices = List.copyOf(headerNotices);
    }
}
