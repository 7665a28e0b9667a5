package org.sealpost.mailbox;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.jspecify.annotations.Nullable;
import org.sealpost.store.database.Dialect;
import org.sealpost.store.database.Sql;

/** A change of flags in one folder. */
record FlagsChange(MessageRows rows, long folder, FlagsUpdateCalculator calculator) {
    private record Flagged(long uid, long message, StoredFlags flags, long modSeq) {}

    /** Changes up to {@code limit} messages between two UIDs; those that truly change share a modification sequence. */
    List<UpdatedFlags> apply(Sql sql, Dialect dialect, long first, long last, int limit) throws SQLException {
        // Locked first, as by every writer, so that two who change the same folder never wait for each other in a
        // circle.
        sql.list("SELECT id FROM mailbox WHERE id = ?" + dialect.forUpdate(), row -> row.getLong(1), folder);
        List<Flagged> found = sql.list(
                "SELECT uid, message, modseq, flags, keywords FROM mailbox_entry"
                        + " WHERE mailbox = ? AND uid BETWEEN ? AND ? ORDER BY uid LIMIT ?",
                row -> new Flagged(
                        row.getLong(1),
                        row.getLong(2),
                        new StoredFlags(row.getInt(4), row.getString(5)),
                        row.getLong(3)),
                folder,
                first,
                last,
                limit);
        return write(sql, found);
    }

    private List<UpdatedFlags> write(Sql sql, List<Flagged> found) throws SQLException {
        List<UpdatedFlags> updated = new ArrayList<>();
        List<@Nullable Object[]> changed = new ArrayList<>();
        Set<String> keywords = new TreeSet<>();
        long modSeq = 0;
        for (Flagged message : found) {
            Flags before = message.flags.toFlags();
            Flags after = ServerKeyword.asBefore(before, calculator.buildNewFlags(before));
            long sequence = message.modSeq;
            if (UpdatedFlags.flagsChanged(before, after)) {
                modSeq = modSeq > 0
                        ? modSeq
                        : FolderRows.change(sql, folder).orElseThrow().lastModSeq();
                sequence = modSeq;
                StoredFlags stored = StoredFlags.of(after);
                changed.add(new @Nullable Object[] {stored.bits(), stored.keywords(), modSeq, folder, message.uid});
                keywords.addAll(stored.keywordList());
            }
            updated.add(UpdatedFlags.builder()
                    .uid(MessageUid.of(message.uid))
                    .messageId(new StoredMessageId(message.message))
                    .modSeq(ModSeq.of(sequence))
                    .oldFlags(before)
                    .newFlags(after)
                    .build());
        }
        if (!changed.isEmpty()) {
            sql.batch(
                    "UPDATE mailbox_entry SET flags = ?, keywords = ?, modseq = ? WHERE mailbox = ? AND uid = ?",
                    changed);
            rows.addKeywords(sql, folder, keywords);
        }
        return updated;
    }
}
