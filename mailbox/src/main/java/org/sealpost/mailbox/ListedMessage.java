package org.sealpost.mailbox;

import java.time.Instant;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageUid;
import org.sealpost.mail.Content;

/**
 * A message in a folder, as far as somebody asked: what was not asked for is empty, or zero.
 *
 * @param id of the message, the same in all folders where it lies
 */
public record ListedMessage(
        MessageUid uid,
        long modSeq,
        Flags flags,
        Instant savedAt,
        long id,
        long thread,
        Instant receivedAt,
        long sizeBytes,
        Optional<Listing> listing,
        Optional<Content> content) {
    /** How much of a message is read. Each one includes those before it. */
    public enum Detail {
        /** What may change, of which the folder's own table tells everything. */
        FLAGS,
        /** Sizes and dates. */
        FACTS,
        LISTING
    }

    ListedMessage with(Optional<Listing> listed, Optional<Content> opened) {
        return new ListedMessage(uid, modSeq, flags, savedAt, id, thread, receivedAt, sizeBytes, listed, opened);
    }
}
