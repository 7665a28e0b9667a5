package org.sealpost.policy;

/** What to do about one holder and one template. */
public sealed interface EnrollmentVerdict {
    /** The holder is to have no certificate of this template. */
    record None() implements EnrollmentVerdict {}

    /** It should have one, but something is missing; an administrator has to see to it. */
    record Blocked() implements EnrollmentVerdict {}

    /** Nothing now: a request is pending, or a failure is waited out. */
    record Wait() implements EnrollmentVerdict {}

    record Keep(String fingerprint) implements EnrollmentVerdict {}

    /** There is none that counts. */
    record Issue() implements EnrollmentVerdict {}

    /** Somebody has to agree first. */
    record Ask() implements EnrollmentVerdict {}

    /** Somebody agreed to this request: the certificate is issued. */
    record Fetch(String request) implements EnrollmentVerdict {}

    /** The same again, with new dates and, unless the template says otherwise, a new key. */
    record Renew(String old) implements EnrollmentVerdict {}

    /** Another one, since names or template changed. The old one stays until the new one is published. */
    record Replace(String old) implements EnrollmentVerdict {}

    /** Whether the verdict changes anything. */
    default boolean isWork() {
        return switch (this) {
            case None none -> false;
            case Blocked blocked -> false;
            case Wait wait -> false;
            case Keep keep -> false;
            case Issue issue -> true;
            case Ask ask -> true;
            case Fetch fetch -> true;
            case Renew renew -> true;
            case Replace replace -> true;
        };
    }
}
