package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import org.sealpost.mail.Domain;

/** Keeps how the last connections to each domain were protected, for people who ask. */
public interface HopLedger {
    void note(Entry entry);

    /** The last delivery and the last refusal, the newer one first. */
    List<Entry> last(Domain domain);

    /**
     * How one attempt went.
     *
     * @param sent whether a message went over it
     * @param because what was demanded, and what was found
     */
    record Entry(Domain domain, boolean sent, Instant at, String host, List<Finding> because) {
        public Entry {
            because = List.copyOf(because);
        }
    }

    /** Keeps nothing. */
    HopLedger NONE = new HopLedger() {
        @Override
        public void note(Entry entry) {}

        @Override
        public List<Entry> last(Domain domain) {
            return List.of();
        }
    };
}
