package org.sealpost.policy;

/** What to do about one account and one template. */
public sealed interface EnrollmentVerdict {
    /** The account is to have no certificate of this template. */
    record None() implements EnrollmentVerdict {}

    record Keep(String fingerprint) implements EnrollmentVerdict {}

    /** There is none that counts. */
    record Issue() implements EnrollmentVerdict {}

    /** The same again, with new dates and a new key. */
    record Renew(String old) implements EnrollmentVerdict {}

    /** Another one, since names or template changed. The old one stays until the new one is published. */
    record Replace(String old) implements EnrollmentVerdict {}
}
