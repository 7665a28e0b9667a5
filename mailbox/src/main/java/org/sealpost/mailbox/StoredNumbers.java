package org.sealpost.mailbox;

import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.sealpost.store.database.Database;

/** The UIDs and modification sequences that a folder gave out last, for those who ask outside of an append. */
record StoredNumbers(Database database) implements UidProvider, ModSeqProvider {
    @Override
    public MessageUid nextUid(Mailbox mailbox) throws MailboxException {
        return nextUid(mailbox.getMailboxId());
    }

    @Override
    public MessageUid nextUid(MailboxId mailbox) throws MailboxException {
        return MessageUid.of(database.write(sql -> FolderRows.advance(sql, FolderId.of(mailbox), 1))
                .orElseThrow(() -> new MailboxNotFoundException(mailbox))
                .lastUid());
    }

    @Override
    public Optional<MessageUid> lastUid(Mailbox mailbox) {
        return last("last_uid", mailbox.getMailboxId()).map(MessageUid::of);
    }

    @Override
    public ModSeq nextModSeq(Mailbox mailbox) throws MailboxException {
        return nextModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq nextModSeq(MailboxId mailbox) throws MailboxException {
        return ModSeq.of(database.write(sql -> FolderRows.change(sql, FolderId.of(mailbox)))
                .orElseThrow(() -> new MailboxNotFoundException(mailbox))
                .lastModSeq());
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) {
        return highestModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq highestModSeq(MailboxId mailbox) {
        return last("modseq", mailbox).map(ModSeq::of).orElse(ModSeq.first());
    }

    private Optional<Long> last(String column, MailboxId mailbox) {
        return database.read(sql -> sql.one(
                        "SELECT " + column + " FROM mailbox WHERE id = ?", row -> row.getLong(1), FolderId.of(mailbox)))
                .filter(number -> number > 0);
    }
}
