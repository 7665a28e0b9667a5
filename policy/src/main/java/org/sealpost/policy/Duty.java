package org.sealpost.policy;

import java.util.EnumSet;
import java.util.Set;
import org.sealpost.identity.Role;

/** What a command is for, and so who may use it. The owner of the server may use all. */
public enum Duty {
    /** Shows what is, without secrets. */
    SEE,
    MAIL,
    CERTIFICATION,
    RECOVERY,
    AUDIT,
    /** Backup, roles, and whatever would open all the others. */
    OWN;

    public Set<Role> roles() {
        return switch (this) {
            case SEE -> EnumSet.allOf(Role.class);
            case MAIL -> EnumSet.of(Role.MAIL_ADMINISTRATOR);
            case CERTIFICATION -> EnumSet.of(Role.CA_ADMINISTRATOR);
            case RECOVERY -> EnumSet.of(Role.RECOVERY_AGENT);
            case AUDIT -> EnumSet.of(Role.AUDITOR);
            case OWN -> EnumSet.noneOf(Role.class);
        };
    }
}
