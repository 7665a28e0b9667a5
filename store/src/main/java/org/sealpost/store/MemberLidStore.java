package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.protection.MemberKeys;
import org.sealpost.store.database.Database;

/** The lids of members on the keys of shared mailboxes, in the database. */
public final class MemberLidStore implements MemberKeys {
    private final Database database;
    private final IssuanceJournal journal;

    public MemberLidStore(Database database, IssuanceJournal journal) {
        this.database = database;
        this.journal = journal;
    }

    @Override
    public List<MemberLid> lids(MailAddress mailbox) {
        return database.read(sql -> sql.list(
                "SELECT m.key_id, m.member, m.fingerprint, m.taken_at FROM key_member m"
                        + " JOIN private_key k ON k.key_id = m.key_id WHERE k.owner = ?"
                        + " ORDER BY k.created_at, k.key_id, m.member",
                MemberLidStore::lid,
                mailbox.key()));
    }

    private static MemberLid lid(ResultSet row) throws SQLException {
        long taken = row.getLong(4);
        return new MemberLid(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                taken == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(taken)));
    }

    @Override
    public Optional<byte[]> closed(String keyId, String member) {
        return database.read(sql -> sql.one(
                "SELECT closed FROM key_member WHERE key_id = ? AND member = ?",
                row -> row.getBytes(1),
                keyId,
                member));
    }

    @Override
    public Change closing(String keyId, MailAddress member, String fingerprint, byte[] closed) {
        return Told.of(
                () -> database.<Integer>write(sql -> sql.update(
                        "INSERT INTO key_member (key_id, member, fingerprint, closed, taken_at) VALUES (?, ?, ?, ?, 0)"
                                + " ON CONFLICT (key_id, member) DO UPDATE SET fingerprint = excluded.fingerprint,"
                                + " closed = excluded.closed",
                        keyId,
                        member.key(),
                        fingerprint,
                        closed)),
                () -> journal.key(keyId));
    }

    @Override
    public Change removing(String keyId, String member) {
        return Told.of(
                () -> database.<Integer>write(
                        sql -> sql.update("DELETE FROM key_member WHERE key_id = ? AND member = ?", keyId, member)),
                () -> journal.key(keyId));
    }

    @Override
    public Change taking(MailAddress mailbox, MailAddress member, Instant now) {
        return () -> database.<Integer>write(sql -> sql.update(
                "UPDATE key_member SET taken_at = ? WHERE member = ?"
                        + " AND key_id IN (SELECT key_id FROM private_key WHERE owner = ?)",
                now,
                member.key(),
                mailbox.key()));
    }
}
