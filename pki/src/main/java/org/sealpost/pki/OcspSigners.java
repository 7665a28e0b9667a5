package org.sealpost.pki;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.SubjectNames;
import org.sealpost.pki.IssuedCertificates.Issued;

/**
 * The delegated keys that sign answers for the authorities (RFC 6960 section 4.2.2.2), each with a short-lived certificate, which
 * is renewed when it nears its end.
 */
final class OcspSigners {
    static final String SHORT_NAME = "ocsp";
    private static final String OWNER = AuthorityRecord.KEY_OWNER + SHORT_NAME;
    private static final Duration CHECKED_AGAIN = Duration.ofHours(1);

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    /** One for each authority that was asked about, by its name. */
    private final Map<String, Checked> known = new HashMap<>();

    OcspSigners(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.keys = keys;
    }

    /**
     * A key that answers, with what every answer repeats, DER.
     *
     * @param name the responder by its name, as ResponderID
     * @param algorithm of its signatures
     * @param certificates its own, as the field certs
     */
    record Signer(Authority key, byte[] name, byte[] algorithm, byte[] certificates) {
        private static Signer of(Issued issued, PrivateKey key) {
            byte[] der = issued.certificate().der();
            Authority signer = Authority.usual(SHORT_NAME, CertificateAuthority.certificate(der), key);
            return new Signer(
                    signer,
                    DerWriter.wrap(DerWriter.explicit(1), DerWriter.of(signer.subject())),
                    DerWriter.of(signer.algorithm()),
                    DerWriter.wrap(DerWriter.explicit(0), DerWriter.wrap(DerWriter.SEQUENCE, der)));
        }
    }

    private record Checked(Signer signer, Instant at) {}

    /** Who answers for an authority. */
    synchronized Signer of(AuthorityRecord asked, Instant now) {
        Checked before = known.get(asked.name());
        if (before != null && before.at().plus(CHECKED_AGAIN).isAfter(now)) {
            return before.signer();
        }
        Signer signer = held(asked, now).orElseGet(() -> enrol(asked, now));
        boolean same = before != null
                && before.signer().key().fingerprint().equals(signer.key().fingerprint());
        if (!same) {
            authority.recordUse(
                    signer.key(), "signs OCSP answers until it is replaced", "somebody asked about a certificate");
        }
        known.put(asked.name(), new Checked(signer, now));
        return signer;
    }

    private Optional<Signer> held(AuthorityRecord asked, Instant now) {
        Instant enough = now.plus(Templates.OCSP_SIGNER.renewalPeriod());
        for (Issued held : book.held(OWNER)) {
            Optional<PrivateKey> key = held.issuer().equals(asked.name()) ? keys.find(held.keyId()) : Optional.empty();
            CertificateFacts facts = held.certificate().facts();
            // What was revoked or replaced signs no more answers, however long it would be valid.
            if (key.isPresent()
                    && facts.status() == CertificateStatus.ACTIVE
                    && (facts.isValidAt(enough) || isLast(asked, facts))) {
                return Optional.of(Signer.of(held, key.get()));
            }
        }
        return Optional.empty();
    }

    private Signer enrol(AuthorityRecord asked, Instant now) {
        KeyPair pair = KeyPairs.generate(Templates.OCSP_SIGNER.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate());
        CertificateRequest request = new CertificateRequest(
                Templates.OCSP_SIGNER, SubjectNames.hosts("OCSP responder", List.of()), pair.getPublic(), OWNER);
        Authority issuer = authority.current().require(asked.name());
        return Signer.of(authority.issue(request, issuer, now), pair.getPrivate());
    }

    /** It ends with its authority; a new one would not be good for longer. */
    private boolean isLast(AuthorityRecord asked, CertificateFacts facts) {
        Instant end = authority
                .current()
                .require(asked.name())
                .certificate()
                .getNotAfter()
                .toInstant();
        return !facts.notAfter().isBefore(end);
    }
}
