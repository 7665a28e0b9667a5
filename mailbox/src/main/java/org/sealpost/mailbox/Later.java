package org.sealpost.mailbox;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Turns our blocking work into what James' interfaces ask for. Whoever waits on a virtual thread does the work there, since
 * to hand it over and back costs more than most of it; all others have it done on a virtual thread.
 */
final class Later {
    private static final Scheduler VIRTUAL_THREADS =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "mailbox");

    private Later() {}

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
