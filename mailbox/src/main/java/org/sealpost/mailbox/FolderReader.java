package org.sealpost.mailbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.store.StoreRightManager;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads folders for mail programs straight from the tables: one question for many messages, and no content is opened unless
 * it was asked for.
 */
public final class FolderReader {
    private static final Logger LOG = LoggerFactory.getLogger(FolderReader.class);
    private static final int PAGE = 500;
    /** Each may have as much as {@link Listing#LIMIT_BYTES}. */
    private static final int PAGE_OF_LISTINGS = 100;
    /** Of so many messages the first chunk of the content is in memory at once, for each session. */
    private static final int PAGE_OF_CONTENTS = 4;

    private static final String ENTRY = "SELECT e.uid, e.modseq, e.flags, e.keywords, e.saved_at, e.message";
    private static final String FACTS = ", m.thread, m.received_at, m.size_bytes, m.content";
    private static final String FROM_ENTRIES = " FROM mailbox_entry e";
    private static final String JOIN_MESSAGES = " JOIN mailbox_message m ON m.id = e.message";
    private static final String IN_RANGE = " WHERE e.mailbox = ? AND e.uid BETWEEN ? AND ? ORDER BY e.uid LIMIT ?";

    private final Database database;
    private final ContentStore contents;
    private final MessageRows rows;
    private final StoreRightManager rights;

    FolderReader(Database database, ContentStore contents, StoreRightManager rights) {
        this.database = database;
        this.contents = contents;
        this.rows = new MessageRows(database, contents);
        this.rights = rights;
    }

    /** What to read of each message. */
    public record Wanted(ListedMessage.Detail detail, boolean content) {
        private String select() {
            return switch (detail) {
                case FLAGS -> ENTRY + FROM_ENTRIES + IN_RANGE;
                case FACTS -> ENTRY + FACTS + FROM_ENTRIES + JOIN_MESSAGES + IN_RANGE;
                case LISTING -> ENTRY + FACTS + ", m.listing" + FROM_ENTRIES + JOIN_MESSAGES + IN_RANGE;
            };
        }

        private int page() {
            if (content) {
                return PAGE_OF_CONTENTS;
            }
            return detail == ListedMessage.Detail.LISTING ? PAGE_OF_LISTINGS : PAGE;
        }
    }

    public boolean owns(MessageManager folder, MailboxSession session) throws MailboxException {
        return folder.getMailboxEntity().generateAssociatedPath().belongsTo(session);
    }

    /** Whether somebody may read a folder now; for all but its owner the rights of this moment count. */
    public boolean mayRead(MessageManager folder, MailboxSession session) throws MailboxException {
        if (owns(folder, session)) {
            return true;
        }
        Mailbox opened = folder.getMailboxEntity();
        Optional<Mailbox> now = database.read(sql -> FolderRows.find(sql, FolderId.of(opened.getMailboxId())));
        return now.isPresent() && rights.hasRight(now.get(), MailboxACL.Right.Read, session);
    }

    /** Hands over the messages in a range, in order of their UIDs; how many there are in between does not matter. */
    public void read(MailboxId folder, MessageRange range, Wanted wanted, Consumer<ListedMessage> reader) {
        long from = StoredMessageMapper.first(range);
        long last = StoredMessageMapper.last(range);
        while (from <= last) {
            List<ListedMessage> page = page(FolderId.of(folder), from, last, wanted);
            page.forEach(reader);
            if (page.size() < wanted.page()) {
                return;
            }
            from = page.getLast().uid().asLong() + 1;
        }
    }

    private List<ListedMessage> page(long folder, long from, long last, Wanted wanted) {
        List<Row> found = database.read(sql -> {
            List<Row> page =
                    sql.list(wanted.select(), row -> Row.of(row, wanted.detail), folder, from, last, wanted.page());
            if (!wanted.content) {
                return page;
            }
            List<Row> opened = new ArrayList<>(page.size());
            for (Row row : page) {
                opened.add(row.with(contents.get(sql, row.content)));
            }
            return opened;
        });
        return wanted.detail == ListedMessage.Detail.LISTING ? withListings(folder, found) : plain(found);
    }

    private static List<ListedMessage> plain(List<Row> found) {
        List<ListedMessage> page = new ArrayList<>(found.size());
        for (Row row : found) {
            page.add(row.message);
        }
        return page;
    }

    private List<ListedMessage> withListings(long folder, List<Row> found) {
        List<ListedMessage> page = new ArrayList<>(found.size());
        List<@Nullable Object[]> made = new ArrayList<>();
        for (Row row : found) {
            Optional<Listing> listing = kept(row);
            if (listing.isEmpty() && !row.hasNone()) {
                listing = make(folder, row);
                made.add(new @Nullable Object[] {sealed(contents, row.message.id(), listing), row.message.id()});
            }
            page.add(row.message.with(listing, row.message.content()));
        }
        keep(made);
        return page;
    }

    private Optional<Listing> kept(Row row) {
        if (row.listing == null || row.hasNone()) {
            return Optional.empty();
        }
        try {
            return Listing.read(contents.openNote(row.message.id(), row.listing));
        } catch (MailFailure e) {
            LOG.warn("the listing of message {} is made again: {}", row.message.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Listing> make(long folder, Row row) {
        return database.read(sql -> sql.one(
                        MessageRows.SELECT + "WHERE e.mailbox = ? AND e.uid = ?",
                        rows::message,
                        folder,
                        row.message.uid().asLong()))
                .flatMap(ListingWriter::listing);
    }

    /** No bytes stand for: there is none, and trying again would not help. */
    static byte[] sealed(ContentStore contents, long message, Optional<Listing> listing) {
        return listing.map(made -> contents.sealNote(message, made.bytes())).orElse(new byte[0]);
    }

    /** For the next time only; who reads now has it already. */
    private void keep(List<@Nullable Object[]> made) {
        if (made.isEmpty()) {
            return;
        }
        try {
            database.<Boolean>write(sql -> {
                sql.batch("UPDATE mailbox_message SET listing = ? WHERE id = ?", made);
                return true;
            });
        } catch (MailFailure e) {
            LOG.warn("{} listings could not be kept: {}", made.size(), e.getMessage());
        }
    }

    /** A row as it was found, and what belongs to it. */
    private record Row(ListedMessage message, long content, byte @Nullable [] listing) {
        private static final Instant NEVER = Instant.EPOCH;

        static Row of(ResultSet row, ListedMessage.Detail detail) throws SQLException {
            boolean facts = detail != ListedMessage.Detail.FLAGS;
            ListedMessage message = new ListedMessage(
                    MessageUid.of(row.getLong(1)),
                    row.getLong(2),
                    new StoredFlags(row.getInt(3), row.getString(4)).toFlags(),
                    Instant.ofEpochMilli(row.getLong(5)),
                    row.getLong(6),
                    facts ? row.getLong(7) : 0,
                    facts ? Instant.ofEpochMilli(row.getLong(8)) : NEVER,
                    facts ? row.getLong(9) : 0,
                    Optional.empty(),
                    Optional.empty());
            return new Row(
                    message,
                    facts ? row.getLong(10) : 0,
                    detail == ListedMessage.Detail.LISTING ? row.getBytes(11) : null);
        }

        boolean hasNone() {
            return listing != null && listing.length == 0;
        }

        Row with(Content opened) {
            return new Row(message.with(message.listing(), Optional.of(opened)), content, listing);
        }
    }
}
