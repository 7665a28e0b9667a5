package org.sealpost.protocols;

import java.util.Optional;

/**
 * Who judges what is shown instead of a password; a way without a judge is not offered.
 *
 * @param bound whether proofs that are bound to their connection are offered, too
 */
public record LoginJudges(Optional<TokenJudge> tokens, Optional<CertificateJudge> certificates, boolean bound) {
    /** Passwords only, told or proved. */
    public static final LoginJudges NONE = new LoginJudges(Optional.empty(), Optional.empty(), true);
}
