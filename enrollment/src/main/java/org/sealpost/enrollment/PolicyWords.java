package org.sealpost.enrollment;

import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.Trustee;

/** A policy object in one line, for people. */
public final class PolicyWords {
    private PolicyWords() {}

    public static String of(PolicyObject policy) {
        return policy.name() + " at " + place(policy) + (policy.enforced() ? ", enforced" : "") + ", deploys "
                + (policy.templates().isEmpty() ? "nothing" : String.join(", ", policy.templates()))
                + (policy.only().isEmpty()
                        ? ""
                        : " only to "
                                + policy.only().stream().map(Trustee::toString).collect(Collectors.joining(", ")))
                + ", enrol " + word(policy.switches().enroll()) + ", renew "
                + word(policy.switches().renew()) + ", update "
                + word(policy.switches().update());
    }

    public static String place(PolicyObject policy) {
        return policy.domain().isEmpty() ? "the organisation" : policy.place();
    }

    public static String word(Optional<Boolean> flag) {
        return flag.map(on -> on ? "on" : "off").orElse("as above");
    }
}
