package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Origin;

/**
 * All that {@link InspectionPolicy} looks at: one message, one recipient. Nothing of its text is in here.
 *
 * @param scans what each scanner said; none if none is set up
 * @param release that an administrator let it out of quarantine
 * @param mail what rules look at
 */
public record InspectionFacts(
        Origin origin,
        Sight sight,
        List<Scan> scans,
        Optional<Release> release,
        InspectionSettings settings,
        ProtectionRules rules,
        RuleFacts mail) {
    public InspectionFacts {
        scans = List.copyOf(scans);
    }

    /** Who let a message out of quarantine, and why. */
    public record Release(String by, String reason) {}
}
