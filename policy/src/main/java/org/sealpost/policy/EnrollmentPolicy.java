package org.sealpost.policy;

/**
 * Judges which certificates somebody should have: what autoenrolment of AD CS spreads over client, group policy and authority,
 * in one place. Asked again after its plan was carried out, it wants nothing more.
 */
public final class EnrollmentPolicy {
    private EnrollmentPolicy() {}

    public static EnrollmentPlan plan(EnrollmentFacts facts) {
        return new EnrollmentPlanner(facts).plan();
    }
}
