package org.sealpost.pki.revocation;

import java.time.Instant;
import java.util.Arrays;
import org.sealpost.identity.RevocationReason;

/** Reasons of revocation in lists and answers of others. */
public final class RevocationReasons {
    private static final int AA_COMPROMISE = 10;

    private RevocationReasons() {}

    /** The reason of this code; whatever is not known counts as not told. */
    static RevocationReason of(int code) {
        if (code == AA_COMPROMISE) {
            return RevocationReason.CA_COMPROMISE;
        }
        return Arrays.stream(RevocationReason.values())
                .filter(reason -> reason.code() == code)
                .findFirst()
                .orElse(RevocationReason.UNSPECIFIED);
    }

    /**
     * Whether a revocation speaks against what was signed at that time. A stolen key may have signed at any time it says, so that
     * reason counts backwards, too, and so does one that was not told.
     */
    public static boolean counts(RevocationReason reason, Instant since, Instant at) {
        return switch (reason) {
            case KEY_COMPROMISE, CA_COMPROMISE, UNSPECIFIED -> true;
            default -> !since.isAfter(at);
        };
    }
}
