package org.sealpost.policy;

import java.util.List;
import org.sealpost.mail.MessageLayer;

/**
 * All that {@link MessageSecurityPolicy} looks at.
 *
 * @param layers from outside in
 * @param partsProtectedAlone parts of the body that are signed or sealed by themselves
 */
public record MessageSecurityFacts(List<MessageLayer> layers, List<String> partsProtectedAlone) {
    public MessageSecurityFacts {
        layers = List.copyOf(layers);
        partsProtectedAlone = List.copyOf(partsProtectedAlone);
    }
}
