package org.sealpost.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;

/**
 * What the policy objects amount to for one enrollee: as Group Policy does it, the nearest place wins, a unit may block what
 * comes from above, and what is enforced above can be neither blocked nor overruled.
 *
 * @param enroll certificates are enrolled automatically
 * @param renew expired ones are renewed, pending ones fetched
 * @param update new versions of templates and superseding templates are followed
 * @param templates names of the deployed templates, each with the name of the policy that deploys it
 * @param because which policy decided each switch, in words
 */
public record AutoenrollmentScope(
        boolean enroll, boolean renew, boolean update, Map<String, String> templates, List<String> because) {
    /** More than any depth. */
    private static final int ENFORCED_FIRST = 1_000;

    public AutoenrollmentScope {
        templates = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(templates));
        because = List.copyOf(because);
    }

    /** Nothing happens by itself at all. */
    public boolean isOff() {
        return !enroll && !renew && !update;
    }

    /**
     * Resolves the policies.
     *
     * @param blocked places, such as {@code example.org/legal}, that take nothing from above but what is enforced
     */
    public static AutoenrollmentScope of(Enrollee enrollee, List<PolicyObject> policies, Set<String> blocked) {
        int wall = blocked.stream()
                .filter(place -> (enrollee.place() + "/").startsWith(place + "/"))
                .mapToInt(AutoenrollmentScope::depth)
                .max()
                .orElse(0);
        List<PolicyObject> strongestFirst = policies.stream()
                .filter(policy -> policy.appliesTo(enrollee))
                .filter(policy -> policy.enforced() || depth(policy.place()) >= wall)
                .sorted(Comparator.comparingInt(AutoenrollmentScope::rank).thenComparing(PolicyObject::name))
                .toList();
        List<String> because = new ArrayList<>();
        return new AutoenrollmentScope(
                resolve(strongestFirst, "enrol automatically", Switches::enroll, because),
                resolve(strongestFirst, "renew, fetch pending, remove revoked", Switches::renew, because),
                resolve(strongestFirst, "follow templates", Switches::update, because),
                templates(strongestFirst),
                because);
    }

    private static boolean resolve(
            List<PolicyObject> strongestFirst,
            String name,
            Function<Switches, Optional<Boolean>> read,
            List<String> because) {
        for (PolicyObject policy : strongestFirst) {
            Optional<Boolean> value = read.apply(policy.switches());
            if (value.isPresent()) {
                because.add(name + ": " + (value.get() ? "on" : "off") + ", by policy " + policy.name());
                return value.get();
            }
        }
        because.add(name + ": off, no policy says otherwise");
        return false;
    }

    private static Map<String, String> templates(List<PolicyObject> strongestFirst) {
        Map<String, String> deployed = new LinkedHashMap<>();
        for (PolicyObject policy : strongestFirst) {
            policy.templates().forEach(template -> deployed.putIfAbsent(template, policy.name()));
        }
        return deployed;
    }

    /** What is enforced goes before the rest, from the top down; the rest from the nearest place up. */
    private static int rank(PolicyObject policy) {
        int depth = depth(policy.place());
        return policy.enforced() ? depth - ENFORCED_FIRST : -depth;
    }

    /** 0 for the organisation, 1 for a domain, 2 and more for units. */
    private static int depth(String place) {
        return place.isEmpty() ? 0 : place.split("/", -1).length;
    }
}
