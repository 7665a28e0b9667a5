package org.sealpost.identity;

import java.util.List;
import java.util.Set;
import org.sealpost.mail.Change;

/** The policy objects, and the units that take nothing from above. */
public interface PolicyObjects {
    /** In order of their names. */
    List<PolicyObject> policies();

    /** Places such as {@code example.org/legal} that block policies from above. */
    Set<String> blocked();

    /** Adds a policy or replaces the one of its name. */
    Change putting(PolicyObject policy);

    Change removing(String name);

    Change blocking(String place, boolean blocked);
}
