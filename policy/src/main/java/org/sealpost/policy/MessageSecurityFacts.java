package org.sealpost.policy;

import java.util.List;
import org.sealpost.mail.MessageLayer;

/**
 * All that {@link MessageSecurityPolicy} looks at.
 *
 * @param layers from outside in
 * @param partsProtectedAlone parts of the body that are signed or sealed by themselves
 * @param headerNotices about the fields that came inside
 */
public record MessageSecurityFacts(
        List<MessageLayer> layers, List<String> partsProtectedAlone, List<String> headerNotices) {
    public MessageSecurityFacts {
        layers = List.copyOf(layers);
        partsProtectedAlone = List.copyOf(partsProtectedAlone);
        headerNotices = List.copyOf(headerNotices);
    }

    public MessageSecurityFacts(List<MessageLayer> layers, List<String> partsProtectedAlone) {
        this(layers, partsProtectedAlone, List.of());
    }
}
