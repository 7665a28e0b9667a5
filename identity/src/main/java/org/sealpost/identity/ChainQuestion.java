package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * A question about a certificate.
 *
 * @param certificates DER; the first is judged, the others may help to build the path, in any order
 * @param at the time for which it is asked: that of signing, or now
 * @param seenAt when the house came to know of it; nobody outside can choose this time, so algorithms are judged by it
 * @param crls DER, that came with the question (RFC 5652 section 10.2.1)
 * @param ocspAnswers DER of OCSPResponse, that came with the question (RFC 5940)
 * @param reader the domain for whose people it is asked; some authorities are trusted for one domain only
 */
public record ChainQuestion(
        List<byte[]> certificates,
        ChainPurpose purpose,
        Instant at,
        Instant seenAt,
        List<byte[]> crls,
        List<byte[]> ocspAnswers,
        Optional<Domain> reader) {
    public ChainQuestion {
        certificates = List.copyOf(certificates);
        crls = List.copyOf(crls);
        ocspAnswers = List.copyOf(ocspAnswers);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a question about certificates names at least one");
        }
    }

    /** The plain question, about a certificate that the house has known since then. */
    public static ChainQuestion of(List<byte[]> certificates, ChainPurpose purpose, Instant at) {
        return new ChainQuestion(certificates, purpose, at, at, List.of(), List.of(), Optional.empty());
    }

    public ChainQuestion seenAt(Instant time) {
        return new ChainQuestion(certificates, purpose, at, time, crls, ocspAnswers, reader);
    }

    public ChainQuestion with(List<byte[]> ownCrls, List<byte[]> ownOcspAnswers) {
        return new ChainQuestion(certificates, purpose, at, seenAt, ownCrls, ownOcspAnswers, reader);
    }

    public ChainQuestion forReader(Optional<Domain> domain) {
        return new ChainQuestion(certificates, purpose, at, seenAt, crls, ocspAnswers, domain);
    }
}
