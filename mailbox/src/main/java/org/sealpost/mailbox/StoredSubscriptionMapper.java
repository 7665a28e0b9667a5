package org.sealpost.mailbox;

import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.model.Subscription;
import org.sealpost.store.database.Database;

/** Which folders a user wants to see in the client. */
record StoredSubscriptionMapper(Database database) implements SubscriptionMapper {
    @Override
    public void save(Subscription subscription) {
        database.<Integer>write(sql -> sql.update(
                "INSERT INTO mailbox_subscription (owner, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                subscription.getUser().asString(),
                subscription.getMailbox()));
    }

    @Override
    public List<Subscription> findSubscriptionsForUser(Username user) {
        return database.read(sql -> sql.list(
                "SELECT name FROM mailbox_subscription WHERE owner = ? ORDER BY name",
                row -> new Subscription(user, row.getString(1)),
                user.asString()));
    }

    @Override
    public void delete(Subscription subscription) {
        database.<Integer>write(sql -> sql.update(
                "DELETE FROM mailbox_subscription WHERE owner = ? AND name = ?",
                subscription.getUser().asString(),
                subscription.getMailbox()));
    }
}
