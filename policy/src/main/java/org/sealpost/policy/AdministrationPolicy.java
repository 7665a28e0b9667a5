package org.sealpost.policy;

import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.Role;

/** Decides who may use which command. */
public final class AdministrationPolicy {
    private AdministrationPolicy() {}

    public static Decision<AdministrationVerdict> decide(AdministrationFacts facts) {
        if (facts.owner()) {
            return Decision.of(AdministrationVerdict.ALLOW, AdministrationRule.OWNER_OF_THE_HOUSE, facts.person());
        }
        Set<Role> allowed = facts.duty().roles();
        return facts.roles().stream()
                .filter(allowed::contains)
                .sorted()
                .findFirst()
                .map(role -> Decision.of(
                        AdministrationVerdict.ALLOW, AdministrationRule.ROLE_ALLOWS, facts.person(), role.word()))
                .orElseGet(() -> Decision.of(
                        AdministrationVerdict.REFUSE,
                        AdministrationRule.ROLE_MISSING,
                        facts.person(),
                        facts.command(),
                        allowed.isEmpty()
                                ? "owner of the server"
                                : allowed.stream().sorted().map(Role::word).collect(Collectors.joining(" or "))));
    }
}
