package org.sealpost.mailbox;

import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.sealpost.store.database.Database;

/** Notes that clients attach to folders (RFC 5464). */
record StoredAnnotationMapper(Database database) implements AnnotationMapper {
    @Override
    public List<MailboxAnnotation> getAllAnnotations(MailboxId mailbox) {
        return database.read(sql -> sql.list(
                "SELECT name, value FROM mailbox_annotation WHERE mailbox = ? ORDER BY name",
                row -> MailboxAnnotation.newInstance(new MailboxAnnotationKey(row.getString(1)), row.getString(2)),
                FolderId.of(mailbox)));
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeys(MailboxId mailbox, Set<MailboxAnnotationKey> keys) {
        return matching(mailbox, keys, MailboxAnnotationKey::equals);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithOneDepth(MailboxId mailbox, Set<MailboxAnnotationKey> keys) {
        return matching(
                mailbox,
                keys,
                (key, found) -> key.equals(found)
                        || key.isParentOrIsEqual(found) && found.countComponents() == key.countComponents() + 1);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithAllDepth(MailboxId mailbox, Set<MailboxAnnotationKey> keys) {
        return matching(mailbox, keys, MailboxAnnotationKey::isAncestorOrIsEqual);
    }

    private List<MailboxAnnotation> matching(
            MailboxId mailbox,
            Set<MailboxAnnotationKey> keys,
            BiPredicate<MailboxAnnotationKey, MailboxAnnotationKey> matches) {
        return getAllAnnotations(mailbox).stream()
                .filter(found -> keys.stream().anyMatch(key -> matches.test(key, found.getKey())))
                .toList();
    }

    @Override
    public void deleteAnnotation(MailboxId mailbox, MailboxAnnotationKey key) {
        database.<Integer>write(sql -> sql.update(
                "DELETE FROM mailbox_annotation WHERE mailbox = ? AND name = ?", FolderId.of(mailbox), key.asString()));
    }

    @Override
    public void insertAnnotation(MailboxId mailbox, MailboxAnnotation annotation) {
        String value = annotation
                .getValue()
                .orElseThrow(() -> new IllegalArgumentException("an annotation to be kept needs a value"));
        database.<Integer>write(sql -> sql.update(
                "INSERT INTO mailbox_annotation (mailbox, name, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (mailbox, name) DO UPDATE SET value = excluded.value",
                FolderId.of(mailbox),
                annotation.getKey().asString(),
                value));
    }

    @Override
    public boolean exist(MailboxId mailbox, MailboxAnnotation annotation) {
        return getAllAnnotations(mailbox).stream()
                .anyMatch(found -> found.getKey().equals(annotation.getKey()));
    }

    @Override
    public int countAnnotations(MailboxId mailbox) {
        return getAllAnnotations(mailbox).size();
    }
}
