package org.sealpost.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates.Revocation;

/** Writes the answer to a question about certificates (RFC 6960 section 4.2.1), of which a busy house gives thousands a second. */
final class OcspEncoder {
    private static final Duration LIFE = Duration.ofHours(12);
    private static final int ENUMERATED = 0x0a;
    private static final byte[] BASIC = DerWriter.of(OCSPObjectIdentifiers.id_pkix_ocsp_basic);

    /** RFC 6960 section 4.4.8: says that «revoked» may mean «never issued». */
    private static final byte[] EXTENDED_REVOKE = DerWriter.wrap(
            DerWriter.SEQUENCE,
            DerWriter.of(OCSPObjectIdentifiers.id_pkix_ocsp_extended_revoke),
            DerWriter.wrap(DerWriter.OCTET_STRING, new byte[] {5, 0}));

    private static final byte[] GOOD = DerWriter.wrap(DerWriter.implicit(0));
    private static final byte[] UNKNOWN = DerWriter.wrap(DerWriter.implicit(2));
    private static final int REVOKED = 1;

    /** RFC 6960 section 2.2: what was never issued is told as on hold since 1970. */
    private static final byte[] NEVER_ISSUED = revoked(Instant.EPOCH, RevocationReason.CERTIFICATE_HOLD.code());

    /** Answers without a word about any certificate; RFC 6960 section 4.2.1. */
    enum Refusal {
        MALFORMED_REQUEST(1),
        TRY_LATER(3);

        private final int status;

        Refusal(int status) {
            this.status = status;
        }

        byte[] der() {
            return DerWriter.wrap(DerWriter.SEQUENCE, status(status));
        }
    }

    private final byte[] thisUpdate;
    private final byte[] nextUpdate;
    private final List<byte[]> answers = new ArrayList<>();
    private final List<byte[]> extensions = new ArrayList<>();

    OcspEncoder(Instant now) {
        this.thisUpdate = DerWriter.generalizedTime(now);
        this.nextUpdate = DerWriter.generalizedTime(now.plus(LIFE));
    }

    /** Where a certificate stands; what the book does not know was never issued, and nothing is told if the house does not know. */
    void add(OcspQuestions.Question question, Optional<OcspResponder.Told> standing) {
        byte[] status = standing.isEmpty()
                ? UNKNOWN
                : standing.get()
                        .standing()
                        .map(known ->
                                known.revocation().map(OcspEncoder::revoked).orElse(GOOD))
                        .orElse(NEVER_ISSUED);
        answers.add(DerWriter.wrap(
                DerWriter.SEQUENCE,
                question.der(),
                status,
                thisUpdate,
                DerWriter.wrap(DerWriter.explicit(0), nextUpdate)));
    }

    void saysThatUnknownIsRevoked() {
        extensions.add(EXTENDED_REVOKE);
    }

    void repeats(byte[] nonce) {
        extensions.add(nonce);
    }

    private static byte[] revoked(Revocation revocation) {
        return revoked(revocation.at(), revocation.reason().code());
    }

    private static byte[] revoked(Instant at, int reason) {
        byte[] told = DerWriter.wrap(DerWriter.explicit(0), DerWriter.wrap(ENUMERATED, new byte[] {(byte) reason}));
        return DerWriter.wrap(DerWriter.explicit(REVOKED), DerWriter.generalizedTime(at), told);
    }

    /** The whole answer, signed by a delegated key. */
    byte[] signed(OcspSigners.Signer signer) {
        byte[] responses = DerWriter.wrap(DerWriter.SEQUENCE, answers.toArray(new byte[0][]));
        byte[] more = extensions.isEmpty()
                ? new byte[0]
                : DerWriter.wrap(
                        DerWriter.explicit(1), DerWriter.wrap(DerWriter.SEQUENCE, extensions.toArray(new byte[0][])));
        byte[] data = DerWriter.wrap(DerWriter.SEQUENCE, signer.name(), thisUpdate, responses, more);
        byte[] basic = DerWriter.wrap(
                DerWriter.SEQUENCE,
                data,
                signer.algorithm(),
                DerWriter.bitString(signer.key().sign(data)),
                signer.certificates());
        return DerWriter.wrap(
                DerWriter.SEQUENCE,
                status(0),
                DerWriter.wrap(
                        DerWriter.explicit(0),
                        DerWriter.wrap(DerWriter.SEQUENCE, BASIC, DerWriter.wrap(DerWriter.OCTET_STRING, basic))));
    }

    private static byte[] status(int status) {
        return DerWriter.wrap(ENUMERATED, new byte[] {(byte) status});
    }
}
