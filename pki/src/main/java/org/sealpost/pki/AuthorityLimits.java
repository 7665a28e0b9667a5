package org.sealpost.pki;

import java.net.IDN;
import java.util.List;

/**
 * Within which bounds an authority below one of ours works (RFC 5280 sections 4.2.1.9 to 4.2.1.12).
 *
 * @param pathLength how many authorities there may be below it, one below the other
 * @param domains the mail domains and hosts that it may speak for, each with all below it; empty for any
 * @param policies object identifiers of certificate policies, one of which every certificate must bear; empty for any
 * @param purposes object identifiers of extended key usages that its certificates may have; empty for any
 */
public record AuthorityLimits(int pathLength, List<String> domains, List<String> policies, List<String> purposes) {
    /** Signs for people and servers, and not for authorities. */
    public static final AuthorityLimits ISSUING = new AuthorityLimits(0, List.of(), List.of(), List.of());

    public AuthorityLimits {
        domains = domains.stream().map(AuthorityLimits::requireDomain).toList();
        policies = List.copyOf(policies);
        purposes = List.copyOf(purposes);
        policies.forEach(AuthorityLimits::requireIdentifier);
    }

    private static String requireDomain(String domain) {
        String ascii;
        try {
            ascii = IDN.toASCII(domain.startsWith("*@") ? domain.substring(2) : domain, IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(java.util.Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected a domain such as partner.org: " + domain, e);
        }
        if (!ascii.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")) {
            throw new IllegalArgumentException("expected a domain such as partner.org: " + domain);
        }
        return ascii;
    }

    private static void requireIdentifier(String policy) {
        if (!policy.matches("[012](\\.(0|[1-9]\\d{0,18})){1,40}")) {
            throw new IllegalArgumentException("expected an object identifier such as 1.3.6.1.4.1.99999.1: " + policy);
        }
    }

    public AuthorityLimits within(List<String> permitted) {
        return new AuthorityLimits(pathLength, permitted, policies, purposes);
    }

    /** In words. */
    public String words() {
        return "path length " + pathLength + (domains.isEmpty() ? "" : ", only for " + String.join(", ", domains))
                + (policies.isEmpty() ? "" : ", under the policies " + String.join(", ", policies));
    }
}
