package org.sealpost.access;

import org.sealpost.protection.RecoveryBook.Ceremony;

/**
 * What a person and the auditors read after a recovery.
 *
 * @param outcome in the middle of a sentence: {@code handed over to the requester}
 * @param actor who finished it
 */
record RecoveryNotice(Ceremony ceremony, String outcome, String actor) {
    String subject() {
        return "Recovery of the keys of " + ceremony.owner();
    }

    String text() {
        return """
                The encryption keys of %s were recovered by the organisation and %s.

                Requested by: %s on %s
                Finished by: %s
                Reason: %s
                Ticket: %s
                Recovery: %s (sealpost audit show "recovery %s")
                """.formatted(
                        ceremony.owner(),
                        outcome,
                        ceremony.requester(),
                        ceremony.requestedAt(),
                        actor,
                        ceremony.reason(),
                        ceremony.ticket().isEmpty() ? "none" : ceremony.ticket(),
                        ceremony.id(),
                        ceremony.id());
    }
}
