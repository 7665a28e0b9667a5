package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.policy.HopFacts.Dane;
import org.sealpost.policy.HopFacts.Sts;
import org.sealpost.policy.TlsSessionFacts.Connection;

/**
 * Says as what a connection is counted in the report to its domain. It judges what the domain promises, not what was demanded: also mail
 * that went all the same, since a policy is tried out or an administrator let it pass, may have met a failure.
 */
public final class TlsSessionPolicy {
    private TlsSessionPolicy() {}

    /** {@code failure}: none if all was as promised. */
    public record Counted(TlsPolicyKind kind, Optional<TlsResult> failure) {}

    public static Counted count(TlsSessionFacts facts) {
        TlsPolicyKind kind = kind(facts);
        return new Counted(
                kind,
                switch (kind) {
                    case TLSA -> dane(facts);
                    case STS -> sts(facts);
                    case NONE -> encryption(facts.connection());
                });
    }

    /** DANE decides where a host has both, as in {@link HopPolicy}. */
    private static TlsPolicyKind kind(TlsSessionFacts facts) {
        return switch (facts.dane()) {
            case USABLE, UNUSABLE, FAILED -> TlsPolicyKind.TLSA;
            case ABSENT, UNKNOWN ->
                facts.sts() != Sts.ABSENT || facts.stsFault().isPresent() ? TlsPolicyKind.STS : TlsPolicyKind.NONE;
        };
    }

    private static Optional<TlsResult> dane(TlsSessionFacts facts) {
        if (facts.dane() == Dane.FAILED) {
            return Optional.of(TlsResult.DNSSEC_INVALID);
        }
        Optional<TlsResult> records =
                facts.dane() == Dane.UNUSABLE ? Optional.of(TlsResult.TLSA_INVALID) : facts.daneFault();
        return encryption(facts.connection()).or(() -> records);
    }

    private static Optional<TlsResult> sts(TlsSessionFacts facts) {
        return switch (facts.sts()) {
            case ABSENT -> facts.stsFault();
            case UNLISTED, TESTING_UNLISTED -> Optional.of(TlsResult.VALIDATION_FAILURE);
            case LISTED, TESTING_LISTED -> encryption(facts.connection()).or(facts::nameFault);
        };
    }

    private static Optional<TlsResult> encryption(Connection connection) {
        return switch (connection) {
            case CLEAR -> Optional.of(TlsResult.STARTTLS_NOT_SUPPORTED);
            case HANDSHAKE_FAILED -> Optional.of(TlsResult.VALIDATION_FAILURE);
            case NONE, ENCRYPTED -> Optional.empty();
        };
    }
}
