package org.sealpost.protocols.enroll;

import java.math.BigInteger;
import java.util.Optional;

/** The lists of revoked certificates of our authorities, for enrolment clients that ask for them. */
@FunctionalInterface
public interface Crls {
    /**
     * The newest complete list of the authority that issued a certificate.
     *
     * @param issuer its name, DER
     * @param serial of the certificate about which somebody asks; it tells two keys of one name apart, and the newest is meant if no
     *     certificate has it
     * @return DER; empty if it is none of ours
     */
    Optional<byte[]> of(byte[] issuer, BigInteger serial);
}
