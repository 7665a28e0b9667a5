package org.sealpost.protocols;

import java.util.Optional;

/** Who judges what is shown instead of a password; a way without a judge is not offered. */
public record LoginJudges(Optional<TokenJudge> tokens, Optional<CertificateJudge> certificates) {
    /** Passwords only. */
    public static final LoginJudges NONE = new LoginJudges(Optional.empty(), Optional.empty());
}
