package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at certificates that partners show. */
public interface PartnerExamination {
    /**
     * What there is to know about the first certificate under what was agreed with a partner.
     *
     * @param chain DER, as it was shown; the first is judged
     * @param role TLS_CLIENT or TLS_SERVER: what the other side is
     * @return empty if the certificate cannot be read
     */
    Optional<ShownCertificate> examine(Partner partner, List<byte[]> chain, ChainPurpose role, Instant at);
}
