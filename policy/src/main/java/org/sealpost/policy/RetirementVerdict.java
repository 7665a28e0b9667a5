package org.sealpost.policy;

/** What to do about one active certificate, after new ones were issued. Its key is kept in any case. */
public sealed interface RetirementVerdict {
    record Stay() implements RetirementVerdict {}

    /** A newer one has taken its place. */
    record Supersede() implements RetirementVerdict {}

    /** It is no longer to be shown to anybody. */
    record Withdraw() implements RetirementVerdict {}

    /** Whether the verdict changes anything. */
    default boolean isWork() {
        return !(this instanceof Stay);
    }
}
