package org.sealpost.identity;

/** Who says that an OpenPGP key is that of the person whose address it names. */
public enum Vouching {
    /** The house made the key, or its person brought it here. */
    HOUSE,
    /** An administrator looked at it; it is kept whatever others say. */
    ADMINISTRATOR,
    /** The domain of the address publishes it over TLS (Web Key Directory). */
    DOMAIN,
    /** A key server that asks the holder of the address, or one that asks nobody. */
    KEY_SERVER,
    /** It came with mail from that address. */
    SEEN;

    /** Whether a signature made with the key says who wrote a message. */
    public boolean provesAuthor() {
        return this == HOUSE || this == ADMINISTRATOR || this == DOMAIN;
    }
}
