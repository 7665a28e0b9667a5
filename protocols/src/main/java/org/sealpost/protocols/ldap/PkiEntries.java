package org.sealpost.protocols.ldap;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Computer;

/** What the certification authorities contribute to the directory. */
public interface PkiEntries {
    /**
     * An authority.
     *
     * @param certificates that of today first, DER
     * @param crl its newest, DER
     * @param crossPairs what joins it to others, CertificatePair in DER
     */
    record Authority(String name, List<byte[]> certificates, Optional<byte[]> crl, List<byte[]> crossPairs) {
        public Authority {
            certificates = List.copyOf(certificates);
            crossPairs = List.copyOf(crossPairs);
        }
    }

    /** All authorities; their CRLs, which may be large, only if asked for. */
    List<Authority> authorities(boolean withCrls);

    /** The certificates of a computer that count at this time and are to be published, DER. */
    List<byte[]> certificates(Computer computer, Instant now);
}
