package org.sealpost.policy;

import java.util.Optional;

/**
 * From how many points on what is done with a message from outside.
 *
 * @param junk into the folder Junk; if empty, from as many on as the filter itself calls it spam
 * @param aside into quarantine; never, if empty
 * @param refuse refused; never, if empty
 * @param failsClosed whether mail is told to come again while the filter does not answer
 */
public record SpamSettings(
        Optional<Integer> junk, Optional<Integer> aside, Optional<Integer> refuse, boolean failsClosed) {
    public static final SpamSettings STANDARD =
            new SpamSettings(Optional.empty(), Optional.empty(), Optional.empty(), true);
}
