package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;

/** Keeps the administrators' rules, and every version that they ever had. */
public interface RuleBook {
    /** Those in force. */
    ProtectionRules protection();

    /**
     * Puts rules in force as the version after {@code before}.
     *
     * @param edition who makes it; its version is {@code before} + 1
     *
     * @throws org.sealpost.mail.MailFailure 4.3.0 when it is made, if somebody else changed the rules meanwhile
     */
    Change putting(long before, List<GatewayRule> rules, Edition edition);

    /** The newest editions first. */
    List<Edition> history(int limit);

    /** The rules as they were. */
    Optional<ProtectionRules> version(long version);

    /**
     * Who made a version.
     *
     * @param words what was changed
     */
    record Edition(long version, Instant at, String actor, String words) {}
}
