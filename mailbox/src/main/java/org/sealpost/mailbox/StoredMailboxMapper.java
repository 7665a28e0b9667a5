package org.sealpost.mailbox;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.core.Username;
import org.apache.james.mailbox.acl.ACLDiff;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;
import org.sealpost.store.database.Sql;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Folders, as James' mailbox layer asks for them. */
final class StoredMailboxMapper implements MailboxMapper {
    private static final int PAGE = 500;
    private static final int TAKEN = -1;

    private final Database database;
    private final MessageRows rows;
    private final Identifiers identifiers;

    StoredMailboxMapper(Database database, MessageRows rows, Identifiers identifiers) {
        this.database = database;
        this.rows = rows;
        this.identifiers = identifiers;
    }

    @Override
    public Mono<Mailbox> create(MailboxPath path, UidValidity uidValidity) {
        return Later.one(() -> {
            try {
                return database.write(sql -> FolderRows.insert(sql, path, uidValidity));
            } catch (DuplicateKey e) {
                throw exists(path.getName(), e);
            }
        });
    }

    @Override
    public Mono<MailboxId> rename(Mailbox mailbox) {
        if (mailbox.getMailboxId() == null) {
            throw new NullPointerException("a folder to be renamed needs its id");
        }
        return Later.one(() -> renameNow(mailbox));
    }

    private MailboxId renameNow(Mailbox mailbox) throws MailboxException {
        int renamed;
        try {
            renamed = database.write(sql ->
                    FolderRows.find(sql, mailbox.generateAssociatedPath()).isPresent()
                            ? TAKEN
                            : sql.update(
                                    "UPDATE mailbox SET namespace = ?, owner = ?, name = ? WHERE id = ?",
                                    mailbox.getNamespace(),
                                    mailbox.getUser().asString(),
                                    mailbox.getName(),
                                    id(mailbox)));
        } catch (DuplicateKey e) {
            throw exists(mailbox.getName(), e);
        }
        if (renamed == TAKEN) {
            throw new MailboxExistsException(mailbox.getName());
        }
        if (renamed == 0) {
            throw new MailboxNotFoundException(mailbox.getMailboxId());
        }
        return mailbox.getMailboxId();
    }

    /** Messages go page by page; only a crash in between can leave a folder half emptied, and it can be deleted again. */
    @Override
    public Mono<Void> delete(Mailbox mailbox) {
        return Later.<Boolean>one(() -> {
                    while (database.<Integer>write(sql -> deletePage(sql, id(mailbox))) > 0) {
                        // Each round removes a page of messages.
                    }
                    return database.<Integer>write(sql -> sql.update("DELETE FROM mailbox WHERE id = ?", id(mailbox)))
                            > 0;
                })
                .then();
    }

    private int deletePage(Sql sql, long folder) throws SQLException {
        Optional<FolderRows.Turn> turn = FolderRows.change(sql, folder);
        List<Long> uids = sql.list(
                "SELECT uid FROM mailbox_entry WHERE mailbox = ? ORDER BY uid LIMIT ?",
                row -> row.getLong(1),
                folder,
                PAGE);
        return turn.isEmpty()
                ? 0
                : rows.remove(sql, folder, turn.get().owner(), uids).size();
    }

    @Override
    public Mono<Mailbox> findMailboxByPath(MailboxPath path) {
        return Later.one(() -> database.<Optional<Mailbox>>read(sql -> FolderRows.find(sql, path)))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Mailbox> findMailboxById(MailboxId id) {
        return Later.one(() -> database.read(sql -> FolderRows.find(sql, FolderId.of(id)))
                .orElseThrow(() -> new MailboxNotFoundException(id)));
    }

    @Override
    public Flux<Mailbox> findNonPersonalMailboxes(Username user, MailboxACL.Right right) {
        List<String> names = identifiers.of(user).stream()
                .map(MailboxACL.EntryKey::serialize)
                .toList();
        String marks = names.stream().map(name -> "?").collect(Collectors.joining(","));
        return Later.many(() -> database.read(sql -> FolderRows.withRights(
                sql,
                sql.list(
                        FolderRows.SELECT + "WHERE id IN (SELECT mailbox FROM mailbox_acl WHERE entry IN (" + marks
                                + ") AND rights LIKE '%" + right.asCharacter() + "%') ORDER BY id",
                        FolderRows::map,
                        names.toArray()))));
    }

    @Override
    public Flux<Mailbox> findMailboxWithPathLike(MailboxQuery.UserBound query) {
        return Later.many(() -> database.read(sql -> FolderRows.withRights(
                        sql,
                        sql.list(
                                FolderRows.SELECT + "WHERE namespace = ? AND owner = ? ORDER BY name",
                                FolderRows::map,
                                query.getFixedNamespace(),
                                query.getFixedUser().asString()))))
                .filter(query::matches);
    }

    @Override
    public Mono<Boolean> hasChildren(Mailbox mailbox, char delimiter) {
        String prefix = mailbox.getName() + delimiter;
        return Later.one(() -> database.read(sql -> sql.one(
                        "SELECT 1 FROM mailbox WHERE namespace = ? AND owner = ? AND substr(name, 1, ?) = ? LIMIT 1",
                        row -> true,
                        mailbox.getNamespace(),
                        mailbox.getUser().asString(),
                        prefix.length(),
                        prefix))
                .isPresent());
    }

    @Override
    public Mono<ACLDiff> updateACL(Mailbox mailbox, MailboxACL.ACLCommand command) {
        return changeRights(mailbox, old -> old.apply(command));
    }

    @Override
    public Mono<ACLDiff> setACL(Mailbox mailbox, MailboxACL rights) {
        return changeRights(mailbox, old -> rights);
    }

    private interface RightsChange {
        MailboxACL apply(MailboxACL old) throws UnsupportedRightException;
    }

    private Mono<ACLDiff> changeRights(Mailbox mailbox, RightsChange change) {
        return Later.one(() -> {
            List<UnsupportedRightException> refused = new ArrayList<>();
            List<MailboxACL> oldAndNew = database.write(sql -> {
                sql.list(
                        "SELECT id FROM mailbox WHERE id = ?"
                                + database.dialect().forUpdate(),
                        row -> row.getLong(1),
                        id(mailbox));
                MailboxACL old = FolderRows.rights(sql, id(mailbox));
                try {
                    MailboxACL changed = change.apply(old);
                    writeRights(sql, id(mailbox), changed);
                    return List.of(old, changed);
                } catch (UnsupportedRightException e) {
                    refused.add(e);
                    return List.of();
                }
            });
            if (!refused.isEmpty()) {
                throw refused.getFirst();
            }
            mailbox.setACL(oldAndNew.get(1));
            return ACLDiff.computeDiff(oldAndNew.get(0), oldAndNew.get(1));
        });
    }

    private static void writeRights(Sql sql, long folder, MailboxACL rights) throws SQLException {
        sql.update("DELETE FROM mailbox_acl WHERE mailbox = ?", folder);
        for (Map.Entry<MailboxACL.EntryKey, MailboxACL.Rfc4314Rights> entry :
                rights.getEntries().entrySet()) {
            sql.update(
                    "INSERT INTO mailbox_acl (mailbox, entry, rights) VALUES (?, ?, ?)",
                    folder,
                    entry.getKey().serialize(),
                    entry.getValue().serialize());
        }
    }

    @Override
    public Flux<Mailbox> list() {
        return Later.many(() -> database.read(
                sql -> FolderRows.withRights(sql, sql.list(FolderRows.SELECT + "ORDER BY id", FolderRows::map))));
    }

    private static MailboxExistsException exists(String name, DuplicateKey cause) {
        MailboxExistsException exists = new MailboxExistsException(name);
        exists.initCause(cause);
        return exists;
    }

    private static long id(Mailbox mailbox) {
        return FolderId.of(mailbox.getMailboxId());
    }
}
