package org.sealpost.identity;

import java.util.Map;
import java.util.Set;
import org.sealpost.mail.Change;

/** Who has which roles. A person is named as the machine's kernel names the one who calls, or as a mail address. */
public interface Roles {
    Set<Role> of(String person);

    /** Everybody who has a role, in order of their names. */
    Map<String, Set<Role>> all();

    Change granting(String person, Role role, boolean granted);
}
