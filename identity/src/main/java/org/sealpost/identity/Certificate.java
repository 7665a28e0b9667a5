package org.sealpost.identity;

import java.util.Arrays;

/**
 * A certificate that the house knows: its facts, and its bytes for those who need them.
 *
 * @param der the X.509 certificate, DER
 * @param source how it came here, for people: {@code issued}, {@code imported by anna}, {@code taken from a signed mail}
 */
public record Certificate(CertificateFacts facts, byte[] der, String source) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    @Override
    public String toString() {
        return facts.fingerprint();
    }
}
