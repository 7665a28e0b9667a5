package org.sealpost.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerExamination;
import org.sealpost.identity.ShownCertificate;

/**
 * Examines what one session shows once in a minute, however many messages it brings: to build paths and to check their signatures
 * costs more than a message. The next session is examined anew. For one thread.
 */
final class SessionExamination implements PartnerExamination {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final PartnerExamination examination;
    private @Nullable Known known;

    /** What was found; {@code chain} is that of the session, the very same object. */
    private record Known(
            Partner partner, List<byte[]> chain, ChainPurpose role, Instant at, Optional<ShownCertificate> found) {
        @SuppressWarnings("ReferenceEquality") // Another handshake shows another list.
        boolean answers(Partner asked, List<byte[]> shown, ChainPurpose wanted, Instant now) {
            return partner.equals(asked)
                    && chain == shown
                    && role == wanted
                    && !now.isBefore(at)
                    && now.isBefore(at.plus(GOOD_FOR));
        }
    }

    SessionExamination(PartnerExamination examination) {
        this.examination = examination;
    }

    @Override
    public Optional<ShownCertificate> examine(Partner partner, List<byte[]> chain, ChainPurpose role, Instant at) {
        Known before = known;
        if (before != null && before.answers(partner, chain, role, at)) {
            return before.found();
        }
        Optional<ShownCertificate> found = examination.examine(partner, chain, role, at);
        known = new Known(partner, chain, role, at, found);
        return found;
    }
}
