package org.sealpost.mailbox;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxManagerTest;
import org.apache.james.mailbox.SubscriptionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sealpost.store.database.Database;

/** Apache James' own contract for a whole mailbox layer, on both engines. */
@ExtendWith(LeftOut.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JamesManagerTest {
    abstract static class Managers extends MailboxManagerTest<MailboxManager> {
        private final MailboxLayer layer;

        Managers(Engine engine) {
            Database database = engine.emptied();
            Clock clock = Clock.systemUTC();
            this.layer = new MailboxLayer(
                    database,
                    Engine.contents(database, clock),
                    new People(),
                    QuotaLimits.of(new People()),
                    List.of("INBOX"),
                    clock);
        }

        @AfterEach
        void close() {
            layer.close();
        }

        @Override
        protected MailboxManager provideMailboxManager() {
            return layer.folders();
        }

        @Override
        protected SubscriptionManager provideSubscriptionManager() {
            return layer.subscriptions();
        }

        @Override
        protected EventBus retrieveEventBus(MailboxManager manager) {
            return layer.events();
        }
    }

    @Nested
    class ManagersOnSqlite extends Managers {
        ManagersOnSqlite() {
            super(Engine.SQLITE);
        }
    }

    @Nested
    class ManagersOnPostgresql extends Managers {
        ManagersOnPostgresql() {
            super(Engine.POSTGRESQL);
        }
    }
}
