package org.sealpost.identity;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Change;

/** What came of sessions with partners, so that somebody can see whether all is well before and after it is enforced. */
public interface PartnerMeetings {
    /**
     * Of one partner in one direction.
     *
     * @param good how many sessions in a row the partner proved itself
     * @param reason why it did not the last time it did not; "" if it always did
     * @param ends when the certificate ends that the partner showed last
     */
    record Score(
            int good, Optional<Instant> lastGood, Optional<Instant> lastBad, String reason, Optional<Instant> ends) {
        public static final Score NONE = new Score(0, Optional.empty(), Optional.empty(), "", Optional.empty());

        /** Whether the last session was a bad one. */
        public boolean isBad() {
            return good == 0 && lastBad.isPresent();
        }

        public Score afterGood(Instant at, Instant certificateEnds) {
            return new Score(good + 1, Optional.of(at), lastBad, reason, Optional.of(certificateEnds));
        }

        /** After a check that sent no message. */
        public Score afterCheck(Instant at) {
            return new Score(good + 1, Optional.of(at), lastBad, reason, ends);
        }

        public Score afterBad(Instant at, String why) {
            return new Score(0, lastGood, Optional.of(at), why, ends);
        }
    }

    Score score(String partner, PartnerWay way);

    Change scoring(String partner, PartnerWay way, Score score);
}
