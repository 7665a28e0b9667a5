package org.sealpost.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventBusName;
import org.apache.james.events.EventListener;
import org.apache.james.events.Group;
import org.apache.james.events.InVMEventBus;
import org.apache.james.events.MemoryEventDeadLetters;
import org.apache.james.events.Registration;
import org.apache.james.events.RegistrationKey;
import org.apache.james.events.RetryBackoffConfiguration;
import org.apache.james.events.delivery.InVmEventDelivery;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.events.MailboxEvents;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;
import reactor.core.publisher.Mono;

/**
 * Tells those who look at a folder what happened in it: new mail, changed flags, removed messages. Each listener hears one
 * event after the other.
 */
public final class FolderEvents implements EventBus, AutoCloseable {
    private static final EventBusName NAME = new EventBusName("mailbox");

    private final InVMEventBus local = new InVMEventBus(
            new InVmEventDelivery(new NoMetrics()), RetryBackoffConfiguration.DEFAULT, new MemoryEventDeadLetters());
    private final Map<EventListener.ReactiveEventListener, Serial> serials = new ConcurrentHashMap<>();
    private final ForeignNews foreign;
    private final Optional<NodeRelay> relay;

    FolderEvents(Database database) {
        this.foreign = new ForeignNews(database);
        this.relay = database.dialect() == Dialect.POSTGRESQL
                ? Optional.of(new NodeRelay(database, this::hear))
                : Optional.empty();
    }

    /** How many look at a folder now, on this node. */
    public int listeners() {
        return serials.size();
    }

    /** Whether news from other nodes come in; on SQLite there are no others. */
    public boolean hearsOtherNodes() {
        return relay.map(NodeRelay::isListening).orElse(true);
    }

    private void hear(FolderNote note) {
        MailboxIdRegistrationKey key = new MailboxIdRegistrationKey(new FolderId(note.folder()));
        if (serials.values().stream().anyMatch(serial -> serial.keys.contains(key))) {
            local.dispatch(foreign.event(note), Set.of(key)).block();
        }
    }

    /** Runs something while this listener hears no event. */
    public void quietly(Object listener, Runnable task) {
        Serial serial = serials.get(listener);
        if (serial == null) {
            task.run();
            return;
        }
        serial.lock.lock();
        try {
            task.run();
        } finally {
            serial.lock.unlock();
        }
    }

    /** Runs something after each event that this listener has heard, until told otherwise. */
    public void watch(Object listener, Runnable task) {
        Serial serial = serials.get(listener);
        if (serial != null) {
            serial.watcher.set(task);
        }
    }

    @Override
    public Mono<Registration> register(EventListener.ReactiveEventListener listener, RegistrationKey key) {
        Serial serial = Objects.requireNonNull(
                serials.compute(listener, (who, known) -> (known == null ? new Serial(who) : known).with(key)));
        return local.register(serial, key)
                .map(registered -> () -> Mono.from(registered.unregister())
                        .doFinally(signal -> serials.computeIfPresent(listener, (who, known) -> known.without(key))));
    }

    @Override
    public Registration register(EventListener.ReactiveEventListener listener, Group group) {
        return local.register(listener, group);
    }

    @Override
    public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
        relay.ifPresent(others -> note(event).ifPresent(others::tell));
        return local.dispatch(event, keys);
    }

    private static Optional<FolderNote> note(Event event) {
        return switch (event) {
            case MailboxEvents.Added added -> note(FolderNote.Kind.ADDED, added, added.getUids());
            case MailboxEvents.Expunged gone -> note(FolderNote.Kind.EXPUNGED, gone, gone.getUids());
            case MailboxEvents.FlagsUpdated changed -> note(FolderNote.Kind.FLAGS, changed, changed.getUids());
            case MailboxEvents.MailboxDeletion deleted -> note(FolderNote.Kind.DELETED, deleted, List.of());
            default -> Optional.empty();
        };
    }

    private static Optional<FolderNote> note(
            FolderNote.Kind kind, MailboxEvents.MailboxEvent event, Collection<MessageUid> uids) {
        return Optional.of(FolderNote.of(kind, FolderId.of(event.getMailboxId()), uids));
    }

    @Override
    public Mono<Void> reDeliver(Group group, Event event) {
        return local.reDeliver(group, event);
    }

    @Override
    public EventBusName eventBusName() {
        return NAME;
    }

    /** One for each listener, whatever number of folders it looks at, so that no event reaches it twice. */
    private static final class Serial implements EventListener.ReactiveEventListener {
        private final EventListener.ReactiveEventListener listener;
        private final Set<RegistrationKey> keys = ConcurrentHashMap.newKeySet();
        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicReference<Runnable> watcher = new AtomicReference<>(() -> {});

        private Serial(EventListener.ReactiveEventListener listener) {
            this.listener = listener;
        }

        private Serial with(RegistrationKey key) {
            keys.add(key);
            return this;
        }

        /** Null once nothing is left to look at. */
        private @Nullable Serial without(RegistrationKey key) {
            keys.remove(key);
            return keys.isEmpty() ? null : this;
        }

        @Override
        public boolean isHandling(Event event) {
            return listener.isHandling(event);
        }

        @Override
        public ExecutionMode getExecutionMode() {
            return listener.getExecutionMode();
        }

        @Override
        public Publisher<Void> reactiveEvent(Event event) {
            return Later.elsewhere(() -> {
                        lock.lock();
                        try {
                            Mono.from(listener.reactiveEvent(event)).block();
                            watcher.get().run();
                            return true;
                        } finally {
                            lock.unlock();
                        }
                    })
                    .then();
        }
    }

    @Override
    public void close() {
        relay.ifPresent(NodeRelay::close);
    }
}
