package org.sealpost.mailbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxPath;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

/**
 * Folders that belong to a domain and to nobody in it; mail programs show them under {@code Public}. Who may do what in one is
 * said for {@code anyone} (with an account in the domain), for a group or for a person, with the letters of RFC 4314.
 */
public final class PublicFolders {
    private static final String ANYONE = "anyone";

    private final Database database;
    private final Folders folders;
    private final StandardFolders maker;

    PublicFolders(Database database, Folders folders, StandardFolders maker) {
        this.database = database;
        this.folders = folders;
        this.maker = maker;
    }

    /**
     * One public folder.
     *
     * @param name as under {@code Public}: {@code News.2026} lies within {@code News}
     * @param rights by whom they are for, in letters
     */
    public record PublicFolder(Domain domain, String name, SortedMap<String, String> rights, long messages) {}

    public List<PublicFolder> list(Domain domain) {
        return database.read(sql -> {
            List<Mailbox> found = FolderRows.withRights(
                    sql,
                    sql.list(
                            FolderRows.SELECT + "WHERE owner = ? ORDER BY name",
                            FolderRows::map,
                            owner(domain).asString()));
            Map<Long, Long> messages = new TreeMap<>();
            for (Mailbox folder : found) {
                long id = FolderId.of(folder.getMailboxId());
                messages.put(id, sql.count("SELECT COUNT(*) FROM mailbox_entry WHERE mailbox = ?", id));
            }
            return found.stream()
                    .map(folder -> new PublicFolder(
                            domain,
                            folder.getName(),
                            rights(folder.getACL()),
                            messages.getOrDefault(FolderId.of(folder.getMailboxId()), 0L)))
                    .toList();
        });
    }

    public Optional<PublicFolder> find(Domain domain, String name) {
        return list(domain).stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst();
    }

    /**
     * Makes a folder, and those above it, if they are missing.
     *
     * @throws IllegalArgumentException if no folder can have this name
     */
    public void make(Domain domain, String name) {
        MailboxPath path = path(domain, name);
        try {
            path.assertAcceptable('.');
        } catch (MailboxException e) {
            throw new IllegalArgumentException("not a name for a folder: " + e.getMessage(), e);
        }
        database.<Boolean>write(sql -> maker.createOnly(sql, path));
    }

    /**
     * Says what somebody may do in a folder from now on; no rights take away what was granted.
     *
     * @param who {@code anyone}, or the address of a group or an account
     * @throws IllegalArgumentException if the folder is missing or the letters are no rights
     */
    public void grant(Domain domain, String name, String who, String rights) {
        MailboxPath path = path(domain, name);
        MailboxSession session = folders.createSystemSession(path.getUser());
        try {
            folders.applyRightsCommand(
                    path,
                    MailboxACL.command()
                            .key(MailboxACL.EntryKey.deserialize(who))
                            .rights(MailboxACL.Rfc4314Rights.fromSerializedRfc4314Rights(rights))
                            .asReplacement(),
                    session);
        } catch (MailboxException e) {
            throw new IllegalArgumentException(
                    "cannot give " + who + " the rights " + rights + " on " + name + ": " + e.getMessage(), e);
        }
    }

    /** Removes a folder with all mail in it; folders within it stay. Who has it open is told. */
    public void remove(Domain domain, String name) {
        MailboxPath path = path(domain, name);
        try {
            folders.deleteMailbox(path, folders.createSystemSession(path.getUser()));
        } catch (MailboxException e) {
            throw new IllegalArgumentException("cannot remove " + name + ": " + e.getMessage(), e);
        }
        database.<Integer>write(sql -> sql.update(
                "DELETE FROM mailbox_subscription WHERE owner = ? AND name = ?",
                path.getUser().asString(),
                path.asEscapedString()));
    }

    private static Username owner(Domain domain) {
        return SharedNames.publicOwner(domain.toString());
    }

    private static MailboxPath path(Domain domain, String name) {
        return MailboxPath.forUser(owner(domain), name);
    }

    private static SortedMap<String, String> rights(MailboxACL granted) {
        SortedMap<String, String> rights = new TreeMap<>();
        granted.getEntries().forEach((key, letters) -> rights.put(who(key), letters.serialize()));
        return rights;
    }

    private static String who(MailboxACL.EntryKey key) {
        if (key.equals(MailboxACL.ANYBODY_KEY)) {
            return ANYONE;
        }
        return (key.isNegative() ? "-" : "")
                + MailAddress.parse(key.getName()).toString().toLowerCase(Locale.ROOT);
    }
}
