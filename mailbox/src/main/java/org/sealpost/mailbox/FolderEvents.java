package org.sealpost.mailbox;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Tells those who look at a folder what happened in it: new mail, changed flags, removed messages. Each listener hears one
 * event after the other.
 */
public final class FolderEvents implements EventBus {
    private static final EventBusName NAME = new EventBusName("mailbox");

    private final InVMEventBus local = new InVMEventBus(
            new InVmEventDelivery(new NoMetrics()), RetryBackoffConfiguration.DEFAULT, new MemoryEventDeadLetters());
    private final Map<EventListener.ReactiveEventListener, Serial> serials = new ConcurrentHashMap<>();

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

    @Override
    public Mono<Registration> register(EventListener.ReactiveEventListener listener, RegistrationKey key) {
        Serial serial = new Serial(listener, new ReentrantLock());
        serials.put(listener, serial);
        return local.register(serial, key)
                .map(registered ->
                        () -> Mono.from(registered.unregister()).doFinally(signal -> serials.remove(listener, serial)));
    }

    @Override
    public Registration register(EventListener.ReactiveEventListener listener, Group group) {
        return local.register(listener, group);
    }

    @Override
    public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
        return local.dispatch(event, keys);
    }

    @Override
    public Mono<Void> reDeliver(Group group, Event event) {
        return local.reDeliver(group, event);
    }

    @Override
    public EventBusName eventBusName() {
        return NAME;
    }

    private record Serial(EventListener.ReactiveEventListener listener, ReentrantLock lock)
            implements EventListener.ReactiveEventListener {
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
            return Later.one(() -> {
                        lock.lock();
                        try {
                            Mono.from(listener.reactiveEvent(event)).block();
                            return true;
                        } finally {
                            lock.unlock();
                        }
                    })
                    .then();
        }
    }
}
