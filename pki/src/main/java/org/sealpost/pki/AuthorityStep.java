package org.sealpost.pki;

import java.util.List;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.pki.KeyUses.KeyUse;

/**
 * Something that is done to an authority, in two parts: what is on disk before a key signs, and what is written after it.
 *
 * @param authority the name of the authority
 * @param words what is done, for the audit log: {@code add the authority labs below root}
 * @param uses what keys are about to sign; to be recorded with {@code before}
 * @param after signs; gives what is to be written then
 */
public record AuthorityStep(String authority, String words, List<KeyUse> uses, Change before, Supplier<Change> after) {
    public AuthorityStep {
        uses = List.copyOf(uses);
    }

    /** One without a signature. */
    static AuthorityStep plain(String authority, String words, Change change) {
        return new AuthorityStep(authority, words, List.of(), change, Change::none);
    }
}
