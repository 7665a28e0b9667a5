package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.MessageRange;

/** What nodes tell each other: in this folder, this happened to these messages. What they need to know more, they look up. */
record FolderNote(Kind kind, long folder, List<MessageRange> uids) {
    /** What happened. */
    enum Kind {
        ADDED,
        EXPUNGED,
        FLAGS,
        DELETED
    }

    /** PostgreSQL carries notes of less than 8000 bytes; a range takes at most 24. */
    private static final int RANGES_PER_NOTE = 250;

    static FolderNote of(Kind kind, long folder, Collection<MessageUid> uids) {
        return new FolderNote(kind, folder, MessageRange.toRanges(uids));
    }

    List<String> encode() {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i == 0 || i < uids.size(); i += RANGES_PER_NOTE) {
            StringBuilder note = new StringBuilder(kind + " " + folder);
            for (MessageRange range : uids.subList(i, Math.min(i + RANGES_PER_NOTE, uids.size()))) {
                note.append(' ')
                        .append(StoredMessageMapper.first(range))
                        .append(':')
                        .append(StoredMessageMapper.last(range));
            }
            notes.add(note.toString());
        }
        return notes;
    }

    static FolderNote decode(String text) {
        String[] words = text.split(" ", -1);
        List<MessageRange> ranges = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            String[] ends = words[i].split(":", -1);
            ranges.add(
                    MessageRange.range(MessageUid.of(Long.parseLong(ends[0])), MessageUid.of(Long.parseLong(ends[1]))));
        }
        return new FolderNote(Kind.valueOf(words[0]), Long.parseLong(words[1]), ranges);
    }
}
