package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.OpenPgpFacts;

/**
 * All that {@link OpenPgpKeyPolicy} looks at: one person.
 *
 * @param owner the name under which the book has the person
 * @param enrollee empty if the person is gone
 * @param scope what the policies amount to for the person
 * @param held the person's keys that were made here, newest first, in any status
 */
public record OpenPgpKeyFacts(
        String owner, Optional<Enrollee> enrollee, AutoenrollmentScope scope, List<OpenPgpFacts> held, Instant now) {
    public OpenPgpKeyFacts {
        held = List.copyOf(held);
    }
}
