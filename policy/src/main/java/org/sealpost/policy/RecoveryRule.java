package org.sealpost.policy;

/** The rules of {@link RecoveryPolicy}, and why keys are closed to recovery agents or released by the server. */
public enum RecoveryRule implements Rule {
    /** Somebody asked for archived keys; the facts name who, whose, why and the ticket. */
    RECOVERY_REQUESTED,
    /** As many agents opened their shares as are needed. */
    RECOVERY_ENOUGH_AGENTS,
    /** Not yet; fewer shares say nothing about the key. */
    RECOVERY_NEEDS_MORE_AGENTS,
    /** Nobody finished it in time. */
    RECOVERY_EXPIRED,
    /** It was finished, cancelled or ran out before. */
    RECOVERY_NOT_OPEN,
    /** A new key is closed to the agents before its certificate is signed. */
    KEY_SHARED_AT_ISSUANCE,
    KEY_SHARED_BY_ROUTINE,
    /** Nobody is a recovery agent. */
    NO_RECOVERY_AGENTS,
    /** There are agents, but too few with a certificate that counts: archived keys are not certified until there are more. */
    RECOVERY_AGENTS_TOO_FEW,
    KEY_RELEASED
}
