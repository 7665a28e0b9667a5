package org.sealpost.protocols.protocollog;

import java.util.Locale;

/** Who opened the connection. */
public enum Direction {
    /** Others came to us. */
    RECEIVE,
    /** We went to others. */
    SEND;

    String prefix() {
        return name().toLowerCase(Locale.ROOT) + "-";
    }
}
