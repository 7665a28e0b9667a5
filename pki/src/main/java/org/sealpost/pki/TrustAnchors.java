package org.sealpost.pki;

import java.util.List;

/** The roots that the organisation trusts besides its own: each for mail, for TLS or for both. */
public interface TrustAnchors {
    /**
     * A root.
     *
     * @param source who added it and when, for people
     */
    record Anchor(byte[] certificate, boolean forMail, boolean forTls, String source) {}

    List<Anchor> anchors();

    /** Adds a root, or changes for what a known one is trusted. */
    void trust(Anchor anchor);

    /** False if it was not trusted. */
    boolean distrust(String fingerprint);
}
