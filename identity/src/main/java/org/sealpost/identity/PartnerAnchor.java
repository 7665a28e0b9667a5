package org.sealpost.identity;

import java.time.Instant;

/**
 * An authority under which a partner's certificates stand, as agreed with the partner. It is trusted for this partner only.
 *
 * @param fingerprint SHA-256 of the DER form, lower-case hex
 * @param name its subject, for people
 */
public record PartnerAnchor(String fingerprint, String name, Instant notAfter, byte[] der) {
    @Override
    public boolean equals(Object other) {
        return other instanceof PartnerAnchor that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return name + ", SHA-256 " + fingerprint;
    }
}
