package org.sealpost.mailbox;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Turns our blocking work into what James' interfaces ask for. Whoever waits on a virtual thread does the work there, since
 * to hand it over and back costs more than most of it; all others have it done on a virtual thread.
 */
final class Later {
    static {
        // Where James itself hands over work that blocks: by default to a few platform threads, on which some slow
        // commands
        // would hold up all others.
        Schedulers.setFactory(new Schedulers.Factory() {
            @Override
            public Scheduler newBoundedElastic(int threads, int tasks, ThreadFactory factory, int ttlSeconds) {
                return newScheduler();
            }
        });
    }

    private static final Scheduler VIRTUAL_THREADS = newScheduler();

    private Later() {}

    /** Said before anything of James runs, so that all of it gets virtual threads. */
    static void prepare() {
        // What is to be done is done when this class is loaded.
    }

    private static Scheduler newScheduler() {
        ThreadFactory named = Thread.ofVirtual().name("mailbox-", 1).factory();
        return Schedulers.fromExecutorService(Executors.newThreadPerTaskExecutor(named), "mailbox");
    }

    static <T> Mono<T> one(Callable<T> work) {
        Mono<T> elsewhere = elsewhere(work);
        return Mono.defer(() -> Thread.currentThread().isVirtual() ? Mono.fromCallable(work) : elsewhere);
    }

    /** On another thread in any case. */
    static <T> Mono<T> elsewhere(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(VIRTUAL_THREADS);
    }

    static <T> Flux<T> iterate(Callable<Iterator<T>> work) {
        return one(work).flatMapMany(found -> Flux.fromIterable(() -> found));
    }

    static <T> Flux<T> many(Callable<? extends Collection<T>> work) {
        return Later.<Collection<T>>one(work::call).flatMapIterable(found -> found);
    }
}
