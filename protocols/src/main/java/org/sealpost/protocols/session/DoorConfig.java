package org.sealpost.protocols.session;

import java.util.List;

/**
 * How a door for reading mail is set up.
 *
 * @param hostName by which this server greets
 */
public record DoorConfig(String hostName, List<Listen> listens, Limits limits) {
    public DoorConfig {
        listens = List.copyOf(listens);
        if (hostName.isBlank()) {
            throw new IllegalArgumentException("a door needs a host name to greet with");
        }
    }
}
