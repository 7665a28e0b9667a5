package org.sealpost.mailbox;

import org.apache.james.events.EventBus;
import org.apache.james.events.KeyContract;
import org.junit.jupiter.api.AfterEach;

/**
 * Apache James' own contract for those who look at a folder, on one node. That for several nodes speaks of events that are no
 * folder's; what our nodes tell each other is tested by IMAP (TwoNodesTest). Those for groups and for errors, which are
 * about groups and their dead letters, do not apply: no group listens here, and a session that missed an event asks the store.
 */
class JamesEventsTest implements KeyContract.SingleEventBusKeyContract {
    private final FolderEvents events = new FolderEvents(Engine.SQLITE.emptied());

    @AfterEach
    void close() {
        events.close();
    }

    @Override
    public EventBus eventBus() {
        return events;
    }

    @Override
    public EnvironmentSpeedProfile getSpeedProfile() {
        return EnvironmentSpeedProfile.FAST;
    }
}
