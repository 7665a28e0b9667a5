package org.sealpost.pki.revocation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CRLs of others that the house keeps: fetched ones, and apart from them those that a person brought. */
public interface CrlBook {
    /**
     * A CRL without its bytes.
     *
     * @param fingerprint SHA-256 of the list
     * @param issuer the name of its issuer as people read it; {@code issuerKey} the same in the form that is compared
     * @param source the address from which it was fetched, or who brought it
     * @param scope tells lists of one issuer apart: several points, or a list of changes
     */
    record ListedCrl(
            String fingerprint,
            String issuer,
            String issuerKey,
            String scope,
            String number,
            Instant thisUpdate,
            Instant nextUpdate,
            boolean manual,
            String source,
            int entries,
            Instant added) {}

    List<ListedCrl> list();

    List<ListedCrl> ofIssuer(String issuerKey);

    Optional<byte[]> bytes(String fingerprint);

    /** Keeps a list, in the place of an older one of the same issuer, scope and kind. */
    void put(ListedCrl info, byte[] der);

    boolean remove(String fingerprint);

    /** Keeps nothing; for looking into chains without a house. */
    static CrlBook none() {
        return new CrlBook() {
            @Override
            public List<ListedCrl> list() {
                return List.of();
            }

            @Override
            public List<ListedCrl> ofIssuer(String issuerKey) {
                return List.of();
            }

            @Override
            public Optional<byte[]> bytes(String fingerprint) {
                return Optional.empty();
            }

            @Override
            public void put(ListedCrl info, byte[] der) {
                // Nothing is kept.
            }

            @Override
            public boolean remove(String fingerprint) {
                return false;
            }
        };
    }
}
