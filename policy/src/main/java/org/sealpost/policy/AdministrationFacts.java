package org.sealpost.policy;

import java.util.Set;
import org.sealpost.identity.Role;

/**
 * All that {@link AdministrationPolicy} looks at.
 *
 * @param person who asks, as the kernel names them
 * @param owner whether this is the owner of the data, or root, who could read them without asking
 * @param command such as {@code template set}
 */
public record AdministrationFacts(String person, boolean owner, Set<Role> roles, String command, Duty duty) {
    public AdministrationFacts {
        roles = Set.copyOf(roles);
    }
}
