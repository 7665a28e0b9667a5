package org.sealpost.protocols.imap;

import java.util.List;
import org.sealpost.protocols.session.Limits;
import org.sealpost.protocols.session.Listen;

/**
 * How the IMAP door is set up.
 *
 * @param hostName by which this server greets
 */
public record ImapDoorConfig(String hostName, List<Listen> listens, Limits limits) {
    public ImapDoorConfig {
        listens = List.copyOf(listens);
        if (hostName.isBlank()) {
            throw new IllegalArgumentException("the IMAP door needs a host name to greet with");
        }
    }
}
