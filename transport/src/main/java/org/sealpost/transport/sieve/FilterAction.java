package org.sealpost.transport.sieve;

import java.util.List;
import java.util.Optional;

/** What a script wants done with a message. */
public sealed interface FilterAction {
    /** Into a folder; INBOX for {@code keep}. */
    record Store(Value folder, List<String> flags) implements FilterAction {
        public Store {
            flags = List.copyOf(flags);
        }
    }

    /** On to another address. */
    record Redirect(Value address) implements FilterAction {}

    /** Back to the sender. */
    record Reject(Value reason) implements FilterAction {}

    /**
     * An answer that the person is away (RFC 5230).
     *
     * @param days after which the same sender is answered again
     * @param subject none for one that tells nothing
     * @param addresses other addresses under which the person gets mail
     * @param isMime whether the reason is a MIME part with its own header
     * @param handle answers with the same one count as the same answer
     */
    record Vacation(
            int days,
            Optional<Value> subject,
            Optional<Value> from,
            List<String> addresses,
            boolean isMime,
            String handle,
            Value reason)
            implements FilterAction {
        public Vacation {
            addresses = List.copyOf(addresses);
        }
    }
}
