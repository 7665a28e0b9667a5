package org.sealpost.policy;

/** What another server's certificate proves about who it is. They do not stand in an order: each answers another doubt. */
public enum PeerProof {
    /** A public authority vouches for the host's name; that the host serves the domain is known from an unsigned DNS only. */
    NAME("the host's name, by a public authority"),
    /** As {@link #NAME}, and the name comes from a signed zone or from the administrator. */
    SURE_NAME("the host's name, by a public authority and a signed zone"),
    /** As {@link #NAME}, and the domain's own policy lists the name, RFC 8461. */
    MTA_STS("the host's name, by a public authority and the domain's MTA-STS policy"),
    /** The signed zone of the host holds the certificate or its authority, RFC 7672. */
    DANE("its certificate, by DANE"),
    /** The certificate is what was agreed with this partner. */
    PARTNER("the partner, by what was agreed");

    private final String words;

    PeerProof(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
