package org.sealpost.protocols.http;

import java.util.Optional;
import org.sealpost.protocols.enroll.Answer;

/** What stands behind a {@link PlainDoor}. */
public interface Site {
    /** An answer that is there already: computed from memory, without waiting for anything. Empty if {@link #answer} has to be asked. */
    Optional<Answer> ready(Asked asked);

    /** Any other answer. It may take its time: it is computed on a thread of its own. */
    Answer answer(Asked asked);
}
