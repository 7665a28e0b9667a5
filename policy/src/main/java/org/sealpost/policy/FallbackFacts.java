package org.sealpost.policy;

import java.time.Duration;

/**
 * What {@link FallbackPolicy} looks at: one recipient of a message for which no connection had what is demanded.
 *
 * @param isNotice whether nobody could be told what becomes of it, as of a bounce
 * @param requireTls whether its sender asks for protected ways (RFC 8689)
 * @param waited since the first time that no connection had it
 * @param after when the demand yields
 */
public record FallbackFacts(
        ProtectionFacts protection, boolean isNotice, boolean requireTls, Duration waited, Duration after) {}
