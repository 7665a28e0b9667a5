package org.sealpost.pki.path;

import java.util.Set;

/**
 * What path validation is told about certificate policies (RFC 5280 section 6.1.1).
 *
 * @param initial object identifiers of the policies that are accepted; empty for any
 */
public record PolicyInputs(Set<String> initial, boolean explicit, boolean mappingInhibited, boolean anyInhibited) {
    public static final PolicyInputs ANY = new PolicyInputs(Set.of(), false, false, false);

    public PolicyInputs {
        initial = Set.copyOf(initial);
    }

    /** Every path must keep one of these. */
    static PolicyInputs oneOf(Set<String> policies) {
        return policies.isEmpty() ? ANY : new PolicyInputs(policies, true, false, false);
    }
}
