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
 * @param partsProtectedAlone parts inside that are signed or sealed by themselves, such as {@code part 2.1:
 *     multipart/signed}; they say nothing about the rest of what is shown
 * @param headerNotices what a reader should know about the fields that came inside
 */
public record LayeredMessage(
        Content readable,
        List<MessageLayer> layers,
        List<Verification> signatures,
        List<String> partsProtectedAlone,
        List<String> headerNotices) {
    public LayeredMessage {
        layers = List.copyOf(layers);
        signatures = List.copyOf(signatures);
        partsProtectedAlone = List.copyOf(partsProtectedAlone);
        headerNotices = List.copyOf(headerNotices);
    }
}
