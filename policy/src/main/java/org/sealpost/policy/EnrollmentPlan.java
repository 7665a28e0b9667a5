package org.sealpost.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be done about one holder, and why, also where nothing is to be done.
 *
 * @param templates for each template that is deployed to the holder, by name, in the order of acting
 * @param certificates for each active certificate, by fingerprint; to be done after the templates
 */
public record EnrollmentPlan(
        Map<String, Decision<EnrollmentVerdict>> templates, Map<String, Decision<RetirementVerdict>> certificates) {
    public EnrollmentPlan {
        templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
        certificates = Collections.unmodifiableMap(new LinkedHashMap<>(certificates));
    }

    public boolean isEmpty() {
        return templates.values().stream()
                        .noneMatch(decision -> decision.verdict().isWork())
                && certificates.values().stream()
                        .noneMatch(decision -> decision.verdict().isWork());
    }
}
