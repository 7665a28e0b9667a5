package org.sealpost.policy;

/** What becomes of a message that no connection may carry as it is. */
public sealed interface FallbackVerdict {
    /** It goes to this recipient so protected, over what there is. */
    record Go(ProtectionVerdict protection) implements FallbackVerdict {}

    /** It waits on. */
    record Wait() implements FallbackVerdict {}
}
