package org.sealpost.mailbox;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.events.Event;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.event.EventFactory;
import org.sealpost.store.database.Database;

/** Makes an event for those who look here out of the note of another node. */
record ForeignNews(Database database) {
    private static final MailboxSession.SessionId ELSEWHERE = MailboxSession.SessionId.of(-1);
    private static final Username SOMEBODY = Username.of("another node");
    /** What lies in folders that a client looks at but was told of too late, it gets when it asks. */
    private static final int UIDS_LIMIT = 10_000;

    Event event(FolderNote note) {
        Mailbox folder =
                new Mailbox(MailboxPath.forUser(SOMEBODY, "folder"), UidValidity.of(1), new FolderId(note.folder()));
        return switch (note.kind()) {
            case ADDED ->
                EventFactory.added()
                        .randomEventId()
                        .user(SOMEBODY)
                        .sessionId(ELSEWHERE)
                        .mailbox(folder)
                        .addMetaData(stored(note))
                        .isDelivery(false)
                        .build();
            case EXPUNGED ->
                EventFactory.expunged()
                        .randomEventId()
                        .user(SOMEBODY)
                        .sessionId(ELSEWHERE)
                        .mailbox(folder)
                        .metaData(gone(note))
                        .build();
            case FLAGS ->
                EventFactory.flagsUpdated()
                        .randomEventId()
                        .user(SOMEBODY)
                        .sessionId(ELSEWHERE)
                        .mailbox(folder)
                        .updatedFlags(changed(note))
                        .build();
            case DELETED ->
                EventFactory.mailboxDeleted()
                        .randomEventId()
                        .user(SOMEBODY)
                        .sessionId(ELSEWHERE)
                        .mailbox(folder)
                        .quotaRoot(QuotaRoot.quotaRoot("elsewhere", Optional.empty()))
                        .mailboxACL(folder.getACL())
                        .quotaCount(QuotaCountUsage.count(0))
                        .quotaSize(QuotaSizeUsage.size(0))
                        .build();
        };
    }

    private List<MessageMetaData> stored(FolderNote note) {
        List<MessageMetaData> found = new ArrayList<>();
        for (MessageRange range : note.uids()) {
            found.addAll(database.read(sql -> sql.list(
                    MessageRows.SELECT + "WHERE e.mailbox = ? AND e.uid BETWEEN ? AND ? ORDER BY e.uid LIMIT ?",
                    MessageRows::metaData,
                    note.folder(),
                    StoredMessageMapper.first(range),
                    StoredMessageMapper.last(range),
                    UIDS_LIMIT)));
        }
        return found;
    }

    private static ImmutableSortedMap<MessageUid, MessageMetaData> gone(FolderNote note) {
        TreeMap<MessageUid, MessageMetaData> gone = new TreeMap<>();
        for (MessageRange range : note.uids()) {
            long last = Math.min(StoredMessageMapper.last(range), StoredMessageMapper.first(range) + UIDS_LIMIT);
            for (long uid = StoredMessageMapper.first(range); uid <= last; uid++) {
                StoredMessageId unknown = new StoredMessageId(0);
                gone.put(
                        MessageUid.of(uid),
                        new MessageMetaData(
                                MessageUid.of(uid),
                                ModSeq.first(),
                                new Flags(),
                                0,
                                Date.from(Instant.EPOCH),
                                Optional.empty(),
                                unknown,
                                ThreadId.fromBaseMessageId(unknown)));
            }
        }
        return ImmutableSortedMap.copyOf(gone);
    }

    /** How the flags were before is not known; all but \Recent are said to have changed, so that clients are told. */
    private List<UpdatedFlags> changed(FolderNote note) {
        List<UpdatedFlags> changed = new ArrayList<>();
        for (MessageMetaData message : stored(note)) {
            StoredFlags now = StoredFlags.of(message.getFlags());
            int others = StoredFlags.of(allButRecent()).bits();
            changed.add(UpdatedFlags.builder()
                    .uid(message.getUid())
                    .messageId(message.getMessageId())
                    .modSeq(message.getModSeq())
                    .oldFlags(new StoredFlags(now.bits() ^ others, now.keywords()).toFlags())
                    .newFlags(message.getFlags())
                    .build());
        }
        return changed;
    }

    private static Flags allButRecent() {
        Flags flags = new Flags(Flags.Flag.ANSWERED);
        flags.add(Flags.Flag.DELETED);
        flags.add(Flags.Flag.DRAFT);
        flags.add(Flags.Flag.FLAGGED);
        flags.add(Flags.Flag.SEEN);
        return flags;
    }
}
