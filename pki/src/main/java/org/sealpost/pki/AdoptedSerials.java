package org.sealpost.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;

/** Numbers of certificates of which the certificate itself is not in the book: signed before the house knew the authority, or lost. */
public interface AdoptedSerials {
    /**
     * A certificate that an authority signed before it came to the house.
     *
     * @param revocation if it was revoked before
     */
    record Known(
            BigInteger serial,
            String subject,
            Optional<Instant> notAfter,
            Optional<IssuedCertificates.Revocation> revocation) {}

    /** Notes that the authority signed them; whoever was revoked stays so. */
    Change knowing(String authority, List<Known> serials);

    /** Those that came with an authority, by number; at most so many. */
    List<Known> known(String authority, int limit);

    /** Revokes a number of which there is no certificate; changes nothing if it was revoked before. */
    Change revoking(String authority, BigInteger serial, RevocationReason reason, Instant at);
}
