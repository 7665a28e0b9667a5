package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.MessageRange;

/** Cuts a range of UIDs into parts, no further than the last UID that was ever given out. */
final class Batches {
    private Batches() {}

    static List<MessageRange> of(MessageRange set, Optional<MessageUid> lastUid, int size) {
        List<MessageRange> batches = new ArrayList<>();
        long last = Math.min(
                StoredMessageMapper.last(set), lastUid.map(MessageUid::asLong).orElse(0L));
        for (long first = StoredMessageMapper.first(set); first <= last; first += size) {
            batches.add(MessageRange.range(MessageUid.of(first), MessageUid.of(Math.min(last, first + size - 1))));
        }
        return batches;
    }
}
