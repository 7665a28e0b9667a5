package org.sealpost.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.identity.SharedRight;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

/** Shared mailboxes and who shares them, in the database. */
public final class SharedMailboxStore implements SharedMailboxes {
    private final Database database;
    private final Momentary<Known> known;

    public SharedMailboxStore(Database database) {
        this.database = database;
        this.known = new Momentary<>(this::read);
    }

    private record Known(List<MailAddress> mailboxes, List<Membership> memberships) {}

    private Known read() {
        return database.read(sql -> new Known(
                sql.list(
                        "SELECT address FROM shared_mailbox ORDER BY mailbox",
                        row -> MailAddress.parse(row.getString(1))),
                sql.list(
                        "SELECT s.address, m.address, m.rights FROM shared_member m"
                                + " JOIN shared_mailbox s ON s.mailbox = m.mailbox ORDER BY m.mailbox, m.member",
                        row -> new Membership(
                                MailAddress.parse(row.getString(1)),
                                new Member(
                                        MailAddress.parse(row.getString(2)),
                                        Arrays.stream(row.getString(3).split(" ", -1))
                                                .map(SharedRight::valueOf)
                                                .collect(Collectors.toSet()))))));
    }

    @Override
    public List<MailAddress> mailboxes() {
        return known.get().mailboxes();
    }

    @Override
    public List<Membership> memberships() {
        return known.get().memberships();
    }

    @Override
    public Change making(MailAddress mailbox) {
        return changing(() -> database.<Integer>write(sql -> sql.update(
                "INSERT INTO shared_mailbox (mailbox, address) VALUES (?, ?) ON CONFLICT DO NOTHING",
                mailbox.key(),
                mailbox.toString())));
    }

    @Override
    public Change ending(MailAddress mailbox) {
        return changing(() -> database.<Integer>write(sql -> {
            sql.update("DELETE FROM shared_member WHERE mailbox = ?", mailbox.key());
            return sql.update("DELETE FROM shared_mailbox WHERE mailbox = ?", mailbox.key());
        }));
    }

    @Override
    public Change admitting(MailAddress mailbox, Member member) {
        String rights = member.inOrder().stream().map(Enum::name).collect(Collectors.joining(" "));
        return changing(() -> database.<Integer>write(sql -> sql.update(
                "INSERT INTO shared_member (mailbox, member, address, rights) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (mailbox, member) DO UPDATE SET rights = excluded.rights",
                mailbox.key(),
                member.who().key(),
                member.who().toString(),
                rights)));
    }

    @Override
    public Change dismissing(MailAddress mailbox, MailAddress who) {
        return changing(() -> database.<Integer>write(sql ->
                sql.update("DELETE FROM shared_member WHERE mailbox = ? AND member = ?", mailbox.key(), who.key())));
    }

    private Change changing(Change change) {
        return Told.of(change, known::changed);
    }
}
