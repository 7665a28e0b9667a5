package org.sealpost.policy;

import java.util.List;
import org.sealpost.mail.MessageLayer;

/**
 * All that {@link MessageSecurityPolicy} looks at.
 *
 * @param layers from outside in
 * @param partsProtectedAlone parts of the body that are sealed by themselves, or signed in a way that is not judged
 * @param signedParts parts of the body that are signed by themselves
 * @param headerNotices about the fields that came inside
 */
public record MessageSecurityFacts(
        List<MessageLayer> layers,
        List<String> partsProtectedAlone,
        List<SignedPart> signedParts,
        List<String> headerNotices) {
    /**
     * One of them.
     *
     * @param part such as {@code part 1}
     * @param words what was found about its signature
     */
    public record SignedPart(String part, String words) {}

    public MessageSecurityFacts {
        layers = List.copyOf(layers);
        partsProtectedAlone = List.copyOf(partsProtectedAlone);
        signedParts = List.copyOf(signedParts);
        headerNotices = List.copyOf(headerNotices);
    }

    public MessageSecurityFacts(List<MessageLayer> layers, List<String> partsProtectedAlone) {
        this(layers, partsProtectedAlone, List.of(), List.of());
    }
}
